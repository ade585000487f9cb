// What an engine may send without being asked: our own key, and bytes at the wrong time.
#include <catch2/catch.hpp>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {

TEST_CASE("K4 an echo of the injected key is cut out of the answer, and the log counts it") {
  const std::string key = native_key;
  for (const auto& reply : {json_reply(200, R"({"calls":[{"id":"call_1","note":")" + key + R"( and )" + key + "\"}]}"),
                            json_reply(400, R"({"error":"bad key )" + key + R"( of )" + key + R"(","code":"BAD"})"),
                            json_reply(503, R"({"error":"x","code":")" + key + key + "\"}")}) {
    gateway both;
    both.engine.reply_next(reply);
    const auto seen = both.ask(get("/call/list"));
    CAPTURE(seen.raw);
    CHECK(seen.status >= 200);
    CHECK(seen.error == "");
    CHECK(seen.raw.find(key) == std::string::npos);
    CHECK(both.engine.requests().size() == 1);
    CHECK(both.program.stop() == 0);
    CHECK(both.program.access_log().find(R"("key_echoes":2)") != std::string::npos);
    CHECK(both.program.access_log().find(key) == std::string::npos);
  }
}

TEST_CASE("U10 bytes that come on an idle connection end it, and reach nobody") {
  gateway both;
  auto client = both.connect();
  for (const char* bytes :
       {"x", "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"evil\":\"evil\" }", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    client.send(get("/call/list"));
    CHECK(client.read_answer().status == 200);
    const auto connections = both.engine.connections();
    REQUIRE(both.engine.wait_until_quiet());
    both.engine.write_on_idle(bytes);
    client.send(post("/call/start", start_body()));
    const auto next = client.read_answer();
    CHECK(next.status == 201);
    CHECK(next.raw.find("evil") == std::string::npos);
    CHECK(both.engine.connections() == connections + 1);
  }
}

}  // namespace ramal::system_tests
