// F24, F25: several requests of different routes on one connection, in any split: the same outcome as one by one.
#include <catch2/catch.hpp>

#include <random>

#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

constexpr unsigned seed = 7;
constexpr int random_splits = 150;

struct seen_answer {
  int status;
  std::string body;
  bool operator==(const seen_answer&) const = default;
};

// What one way of sending brought about.
struct outcome {
  std::vector<seen_answer> answers;
  std::vector<std::string> engine;  // method, target and body of each request
  bool operator==(const outcome&) const = default;
};

std::vector<std::string> conversation() {
  const std::string chunks =
      "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\n{\"num\r\n16\r\nber\":\"5511987654321\" }\r\n0\r\nT: u\r\n\r\n";
  auto wrong_route = get("/no/such/route");
  auto options = get("/call/list");
  options.replace(0, 3, "OPTIONS");
  return {get("/call/list?limit=3"),
          post("/call/start", start_body("one")),
          get("/server/ok"),
          start_head() + chunks,
          wrong_route,
          post("/call/hangup", R"({"callId":"ABC 1"})"),
          get("/call/get?callId=x", "Content-Length: 3\r\n") + "abc",
          options,
          "\r\n" + post("/call/media/play", R"({"callId":"c","url":"https://x.example/y.mp3"})"),
          post("/call/start", R"({"number":"12"})"),
          post("/call/media/realtime/session", R"({"callId":"c"})"),
          event_post(odd_event),
          event_head() + "Transfer-Encoding: chunked\r\n\r\n1;x=y\r\n{\r\n19\r\n" + std::string(odd_event).substr(1) +
              "\r\n0\r\nT: u\r\n\r\n",
          event_head("GET") + "\r\n",
          post("/call/a/reject", ""),
          get("/call/list", "Connection: close\r\n")};
}

outcome read_outcome_of(gateway& both, raw_client& client, std::size_t answers, std::size_t requests_before) {
  outcome all;
  for (std::size_t i = 0; i < answers; ++i) {
    const auto seen = client.read_answer();
    CHECK(seen.error == "");
    all.answers.push_back({seen.status, seen.body});
  }
  const auto requests = both.engine.requests();
  for (std::size_t i = requests_before; i < requests.size(); ++i)
    all.engine.push_back(requests[i].method + " " + requests[i].target + " " + requests[i].body);
  return all;
}

outcome play_split(gateway& both, const std::vector<std::size_t>& sizes) {
  const auto before = both.engine.requests().size();
  std::string bytes;
  for (const auto& each : conversation()) bytes += each;
  auto client = both.connect();
  client.send_split(bytes, sizes);
  auto all = read_outcome_of(both, client, conversation().size(), before);
  CHECK(client.is_closed_by_peer());
  return all;
}

outcome play_one_by_one(gateway& both) {
  const auto before = both.engine.requests().size();
  outcome all;
  auto client = both.connect();
  for (const auto& each : conversation()) {
    client.send(each);
    const auto seen = client.read_answer();
    CHECK(seen.error == "");
    all.answers.push_back({seen.status, seen.body});
  }
  all.engine = read_outcome_of(both, client, 0, before).engine;
  CHECK(client.is_closed_by_peer());
  return all;
}

}  // namespace

TEST_CASE("F24 pipelined requests are answered in order, one at a time") {
  gateway both(with_hook());
  const auto expected = play_one_by_one(both);
  CHECK(expected.answers.front().status == 200);
  CHECK(expected.answers[4].status == 404);
  CHECK(expected.answers[9].status == 400);
  CHECK(expected.engine.size() == 9);
  CHECK(play_split(both, {}) == expected);
  CHECK(both.engine.connections() == 1);
}

TEST_CASE("F25 any split into reads gives the same outcome") {
  gateway both(with_hook({{"webhooks.hook_rate", "10000"}}));
  const auto expected = play_one_by_one(both);
  CHECK(play_split(both, {1}) == expected);
  CHECK(play_split(both, {2, 3}) == expected);
  std::mt19937 dice(seed);
  for (int i = 0; i < random_splits; ++i) {
    std::vector<std::size_t> sizes;
    const std::size_t most = i % 3 == 0 ? 8 : i % 3 == 1 ? 200 : 1'500;
    for (int k = 0; k < 2'000; ++k) sizes.push_back(1 + dice() % most);
    CAPTURE(seed, i);
    REQUIRE(play_split(both, sizes) == expected);
  }
}

TEST_CASE("F24 what stands behind a request that closes the connection is not interpreted") {
  gateway both;
  auto client = both.connect();
  client.send(get("/call/list", "Connection: close\r\n") + get("/call/list") + post("/call/start", start_body()));
  CHECK(client.read_answer().status == 200);
  CHECK(client.is_closed_by_peer());
  CHECK(both.engine.requests().size() == 1);
}

TEST_CASE("L4 a connection ends after its number of requests, and the last answer says so") {
  gateway both(with{{"limits.requests_per_connection", "3"}});
  auto client = both.connect();
  for (int i = 1; i <= 3; ++i) {
    client.send(get("/call/list"));
    const auto seen = client.read_answer();
    CHECK(seen.status == 200);
    CHECK(says_close(seen) == (i == 3));
  }
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("L4 the last answer is not overtaken by a reset, though the next request is there already") {
  gateway both(with{{"limits.requests_per_connection", "1"}});
  const auto held = both.engine.hold_next(json_reply(200, R"({"calls":[]})"));
  auto client = tests::socket::connect(both.program.port());
  client.write(get("/call/list"), within());
  REQUIRE(both.engine.wait_for_requests(1));
  client.write(get("/call/list"), within());  // nobody has read it when the answer goes out
  held->open();
  std::string bytes;
  auto got = read_outcome::bytes;
  while (got == read_outcome::bytes) got = client.read(bytes, within());
  CHECK(got == read_outcome::end);
  const auto seen = take_answer(bytes);
  CHECK(seen.status == 200);
  CHECK(says_close(seen));
  CHECK(bytes.empty());
  CHECK(both.engine.requests().size() == 1);
}

}  // namespace ramal::system_tests
