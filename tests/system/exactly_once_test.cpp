// U1 to U6 together: an engine that breaks wherever it can, and thousands of POSTs with ids of their own. No id may
// come to the engine twice, and what came must never be called not-sent.
#include <catch2/catch.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "tests/system/requests.hpp"
#include "tests/system/tls_front.hpp"

namespace ramal::system_tests {
namespace {

using after_reply = engine_reply::after_reply;

constexpr unsigned seed = 20'260'101;
constexpr int clients = 8;
constexpr std::chrono::seconds most_time{120};
const std::size_t posts = is_instrumented() ? 2'000 : 20'000;

// Answers, or fails in one of many ways, as its dice say.
class faulty_engine {
 public:
  faulty_engine() {
    engine.reply_with([this](const engine_request& request) { return act(request); });
  }
  fake_engine engine;

 private:
  unsigned roll(unsigned sides) {
    const std::lock_guard lock(mutex_);
    return static_cast<unsigned>(dice_()) % sides;
  }
  after_reply any_end() { return roll(2) == 0 ? after_reply::close : after_reply::reset; }

  engine_reply act(const engine_request& request) {
    auto reply = success_of(request);
    const auto what = roll(100);
    if (what < 50) return reply;
    if (what < 60) reply.then = any_end();
    else if (what < 72) return broken_reply(any_end());
    else if (what < 80) reply = {reply.bytes.substr(0, roll(static_cast<unsigned>(reply.bytes.size()))), any_end(), {}};
    else if (what < 84) std::this_thread::sleep_for(std::chrono::milliseconds(roll(5)));  // slow, the fault itself
    else if (what < 88) reply.bytes += reply.bytes;
    else if (what < 93) engine.close_idle_now();
    else engine.break_next_connection(roll(450), any_end());  // anywhere in a request, or behind it
    return reply;
  }

  std::mutex mutex_;
  std::mt19937 dice_{seed};
};

// What the clients were told about one id.
struct outcome {
  int status = 0;
  std::string upstream;
  std::string note;
};

// The request of one number, which carries its id.
using request_maker = std::string (*)(std::size_t number, const std::string& id);

std::string by_calls_layer(std::size_t number, const std::string& id) {
  const auto fields = "X-Request-Id: " + id + "\r\n";
  return number % 2 == 0 ? post("/call/start", start_body(id), fields)
                         : post("/call/hangup", R"({"callId":")" + id + "\"}", fields);
}

std::string by_native_door(std::size_t number, const std::string& id) {
  const auto fields = "X-Request-Id: " + id + "\r\n";
  switch (number % 8) {
    case 1: return natively("POST", "/v1/calls/" + id + "/terminate", "", fields);
    case 3: return natively("PUT", "/v1/calls/settings", R"({"status":"ENABLED"})", fields);
    case 5: return natively("POST", "/v1/calls/permissions/request", R"({"to":"5511987654321"})", fields);
    case 7: return natively("POST", "/v1/calls/call_1/play", R"({"mediaUrl":"https://a.example/b.mp3"})", fields);
    default: return natively("POST", "/v1/calls", native_start_body(id), fields);
  }
}

// Sends POSTs over `clients` connections until there are `total` of them or the time is over.
std::vector<outcome> send_posts(std::uint16_t port, std::size_t total,
                                const std::function<void(std::size_t)>& before_each,
                                request_maker make = by_calls_layer) {
  std::vector<outcome> outcomes(total);
  std::atomic<std::size_t> next{0};
  const auto until = within(most_time);
  const auto run = [&] {
    std::optional<raw_client> client;
    while (std::chrono::steady_clock::now() < until) {
      const auto number = next++;
      if (number >= total) return;
      before_each(number);
      if (!client) client.emplace(port);
      const auto id = "once-" + std::to_string(number) + "-end";
      client->send(make(number, id));
      const auto seen = client->read_answer();
      const auto* upstream = seen.find("X-Ramal-Upstream");
      outcomes[number] = {seen.error.empty() ? seen.status : -1, upstream == nullptr ? "" : *upstream,
                          member(seen, make == by_native_door ? "id" : "callId")};
      if (!seen.error.empty() || says_close(seen)) client.reset();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) threads.emplace_back(run);
  for (auto& each : threads) each.join();
  outcomes.resize(std::min(next.load(), total));
  return outcomes;
}

// How often each id came to the engine, in whole requests and in broken ones.
std::map<std::size_t, int> count_ids(const fake_engine& engine) {
  std::map<std::size_t, int> counts;
  const auto note = [&](const std::string& bytes) {
    const auto at = bytes.find("once-");
    if (at != std::string::npos && bytes.find("-end", at) != std::string::npos)
      ++counts[std::stoul(bytes.substr(at + 5))];
  };
  for (const auto& each : engine.requests()) note(each.raw);
  for (const auto& each : engine.broken_off()) note(each);
  return counts;
}

struct end_counts {
  std::size_t duplicates = 0, lies = 0, lost = 0, mixed = 0, odd = 0, fine = 0, not_sent = 0, unknown = 0;
  std::size_t attempts = 0;  // requests of which the engine has seen a byte, whole or not
};

end_counts judge(const std::vector<outcome>& outcomes, const fake_engine& engine) {
  end_counts all;
  const auto counts = count_ids(engine);
  for (const auto& [id, count] : counts) all.duplicates += count > 1;
  for (const auto& each : engine.broken_off()) all.attempts += each.empty() ? 0 : 1;
  all.attempts += engine.requests().size();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& told = outcomes[i];
    const bool came = counts.count(i) != 0;
    if (told.status == 0) continue;  // the time was over
    if (told.status == 200 || told.status == 201) {
      ++all.fine;
      all.lost += !came;
      all.mixed += told.status == 201 && told.note != "once-" + std::to_string(i) + "-end";
    } else if (told.status == 502 && told.upstream == "not-sent") {
      ++all.not_sent;
      all.lies += came;
    } else if (told.status == 502 && told.upstream == "unknown") {
      ++all.unknown;
    } else {
      ++all.odd;
    }
  }
  return all;
}

void check(const end_counts& all, std::size_t count) {
  INFO(count << " POSTs with seed " << seed << ": fine " << all.fine << ", unknown " << all.unknown << ", not sent "
             << all.not_sent);
  CHECK(all.duplicates == 0);
  CHECK(all.lies == 0);
  CHECK(all.lost == 0);
  CHECK(all.mixed == 0);
  CHECK(all.odd == 0);
  CHECK(all.attempts <= all.fine + all.unknown);  // not one was sent twice, not even a part of one
  CHECK(all.fine > count / 3);
  CHECK(all.unknown > 0);
}

}  // namespace

TEST_CASE("U1 U3 U5 exactly once: twenty thousand POSTs to an engine that breaks wherever it can") {
  faulty_engine faulty;
  ramal_process program(gateway_yaml(faulty.engine.base_url(), {{"workers", "2"}}));
  const auto outcomes = send_posts(program.port(), posts, [](std::size_t) {});
  CHECK(outcomes.size() == posts);
  check(judge(outcomes, faulty.engine), outcomes.size());
}

TEST_CASE("U1 U3 U5 exactly once by the native door, PUT and requests for permission too") {
  faulty_engine faulty;
  faulty.engine.expect_door(door::native);
  ramal_process program(gateway_yaml(faulty.engine.base_url(), {{"workers", "2"}}));
  const auto outcomes = send_posts(
      program.port(), posts / 2, [](std::size_t) {}, by_native_door);
  CHECK(outcomes.size() == posts / 2);
  check(judge(outcomes, faulty.engine), outcomes.size());
}

TEST_CASE("U1 U3 U5 exactly once over TLS, with breaks before and behind the handshake") {
  using manner = tls_front::manner;
  const auto authority = make_authority();
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  faulty_engine faulty;
  tls_front front(make_server(authority, "localhost"), faulty.engine.port());
  faulty.engine.expect_host(front.host_and_port());
  ramal_process program(gateway_yaml(
      front.base_url(),
      {{"workers", "2"}, {"engine.breaker_failures", "0"}, {"engine.ca_file", (folder.path() / "ca.pem").string()}}));
  const auto outcomes = send_posts(program.port(), posts / 5, [&](std::size_t number) {
    const auto turn = number % 40;
    if (turn == 10 || turn == 30) front.behave(turn == 10 ? manner::close_at_once : manner::close_after_handshake);
    if (turn == 15 || turn == 35) front.behave(manner::serve);
  });
  CHECK(outcomes.size() == posts / 5);
  const auto all = judge(outcomes, faulty.engine);
  check(all, outcomes.size());
  CHECK(all.not_sent > 0);
}

}  // namespace ramal::system_tests
