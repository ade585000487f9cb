// Fifty clients with keys of their own through one gateway: nothing of one ever reaches another.
#include <catch2/catch.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

using after_reply = engine_reply::after_reply;

constexpr int owners = 50;
constexpr int rounds = 60;
constexpr unsigned seed = 4'711;

std::string client_key_of(int owner) { return "client-key-of-" + std::to_string(owner) + "-end"; }
std::string native_key_of(int owner) { return "ps_native_key_of_" + std::to_string(owner) + "_end"; }
std::string nonce_of(int owner, int round) {
  return "nonce-" + std::to_string(owner) + "-" + std::to_string(round) + "-end";
}

std::string ring() {
  std::string yaml = "[";
  for (int i = 0; i < owners; ++i)
    yaml += std::string(i == 0 ? "" : ", ") + "{name: owner-" + std::to_string(i) +
            ", client_key: " + client_key_of(i) + ", native_key: " + native_key_of(i) + "}";
  return yaml + "]";
}

constexpr std::chrono::milliseconds patience{500};  // of the gateway, for the first byte of an answer

// Tells whose key it saw; answers late, too late, twice, cut, behind interim answers, or not at all.
class telling_engine {
 public:
  telling_engine() {
    engine.reply_with([this](const engine_request& request) { return act(request); });
  }
  fake_engine engine;
  std::atomic<int> strangers{0};  // requests whose nonce and key belong to different clients

 private:
  engine_reply act(const engine_request& request) {
    const auto& key = *request.head.find("x-api-key");
    const auto owner = key.substr(17, key.size() - 21);
    if (request.body.find("nonce-" + owner + "-") == std::string::npos) ++strangers;
    const auto at = request.body.find("nonce-");
    const auto nonce = request.body.substr(at, request.body.find("-end", at) + 4 - at);
    auto reply = json_reply(201, R"({"id":")" + nonce + R"(","status":"INITIATED","owner":")" + owner + "\"}");
    unsigned what = 0;
    {
      const std::lock_guard lock(mutex_);
      what = static_cast<unsigned>(dice_()) % 100;
    }
    if (what < 59) return reply;
    // too late: somebody else's time
    if (what < 60) std::this_thread::sleep_for(patience + std::chrono::milliseconds(100));
    else if (what < 70) std::this_thread::sleep_for(std::chrono::milliseconds(what - 60));  // late, the fault itself
    else if (what < 80) reply.bytes += reply.bytes;
    else if (what < 85) reply.bytes = "HTTP/1.1 100 Continue\r\n\r\n" + reply.bytes;
    else if (what < 92) reply = {reply.bytes.substr(0, reply.bytes.size() - (what - 84)), after_reply::close, {}};
    else if (what < 96) reply.then = after_reply::reset;
    else reply = broken_reply(after_reply::close);
    return reply;
  }

  std::mutex mutex_;
  std::mt19937 dice_{seed};
};

// True if every nonce and key in the bytes is this owner's.
bool holds_only(const std::string& bytes, int owner) {
  for (const std::string& mark :
       {std::string("nonce-"), std::string("client-key-of-"), std::string("ps_native_key_of_")}) {
    const char* const end = mark == "nonce-" ? "-" : mark == "client-key-of-" ? "-end" : "_end";
    const auto own = mark + std::to_string(owner) + end;
    for (auto at = bytes.find(mark); at != std::string::npos; at = bytes.find(mark, at + 1))
      if (bytes.compare(at, own.size(), own) != 0) return false;
  }
  return true;
}

// Else by the calls layer.
void play_owners(bool by_native_door) {
  telling_engine telling;
  if (by_native_door) telling.engine.expect_door(door::native);
  ramal_process program(gateway_yaml(telling.engine.base_url(),
                                     {{"workers", "2"},
                                      {"keys", ring()},
                                      {"engine.breaker_failures", "0"},
                                      {"engine.first_byte_timeout", std::to_string(patience.count()) + "ms"}}));
  std::atomic<int> fine{0}, failed{0}, wrong{0};
  const auto run = [&](int owner) {
    std::optional<raw_client> client;
    for (int round = 0; round < rounds; ++round) {
      if (!client) client.emplace(program.port());
      const auto nonce = nonce_of(owner, round);
      auto request = by_native_door ? natively("POST", "/v1/calls", native_start_body(nonce))
                                    : post("/call/start", start_body(nonce));
      request.replace(request.find(client_key), std::string(client_key).size(), client_key_of(owner));
      client->send(request);
      const auto seen = client->read_answer();
      const bool good = seen.status == 201 && member(seen, by_native_door ? "id" : "callId") == nonce &&
                        member(seen, "owner") == std::to_string(owner);
      const bool honest = (seen.status == 502 || seen.status == 504) && seen.raw.find("nonce-") == std::string::npos;
      ++(good ? fine : honest ? failed : wrong);
      if (!holds_only(seen.raw, owner) || seen.raw.find("ps_native_key_of_") != std::string::npos) ++wrong;
      if (!seen.error.empty()) client.reset();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < owners; ++i) threads.emplace_back(run, i);
  for (auto& each : threads) each.join();
  CHECK(wrong == 0);
  CHECK(telling.strangers == 0);
  CHECK(fine + failed == owners * rounds);
  CHECK(fine > failed);
  CHECK(failed > 0);
}

}  // namespace

TEST_CASE("K2 U6 U10 fifty keys: no answer and no key ever reaches the wrong client") { play_owners(false); }

TEST_CASE("K2 U6 U10 fifty keys by the native door: no answer and no key ever reaches the wrong client") {
  play_owners(true);
}

}  // namespace ramal::system_tests
