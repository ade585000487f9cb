// The memory of exchanges, and what a snapshot makes of the configuration.
#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "proxy/flow/exchange_buffers.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::test {

TEST_CASE("what a body's texts keep counts as memory that buffers keep") {
  flow::exchange_buffers used;
  constexpr std::size_t large = 100'000;
  std::size_t texts = 0;
  for (std::string* text : {&used.plan.body, &used.plan.text, &used.plan.written_callee, &used.native_call}) {
    text->assign(large, 'a');
    CHECK(used.capacity() >= ++texts * large);
  }
}

TEST_CASE("the buffers that were used last are taken first") {
  flow::buffer_pool pool;
  auto first = pool.take(), second = pool.take();
  const flow::exchange_buffers* last = second.get();
  pool.give(std::move(first), pool.epoch());
  pool.give(std::move(second), pool.epoch());
  CHECK(pool.take().get() == last);
}

TEST_CASE("a pool keeps no more than 16 MiB, however large and many its buffers were") {
  flow::buffer_pool pool;
  std::vector<std::unique_ptr<flow::exchange_buffers>> all(20);
  for (auto& each : all) {
    each = pool.take();
    each->reply.reserve(1024 * 1024);
  }
  for (auto& each : all) pool.give(std::move(each), pool.epoch());
  std::size_t kept = 0, warm = 0;
  for (auto& each : all) {
    each = pool.take();
    kept += each->reply.capacity();
    warm += each->reply.capacity() != 0 ? 1 : 0;
  }
  CHECK(kept <= 16 * 1024 * 1024);
  CHECK(warm == 15);
}

TEST_CASE("L7b buffers that nobody has used for a while are freed, the others stay warm") {
  flow::buffer_pool pool;
  std::vector<std::unique_ptr<flow::exchange_buffers>> all(5);
  const auto use = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) all[i] = pool.take();
    for (std::size_t i = count; i-- > 0;) {
      all[i]->reply.reserve(1'000);
      pool.give(std::move(all[i]), pool.epoch());
    }
  };
  const auto warm = [&] {
    std::size_t count = 0;
    for (auto& each : all) count += (each = pool.take())->reply.capacity() != 0 ? 1 : 0;
    return count;
  };
  use(5);
  pool.drop_unused();  // they were all in use
  use(2);
  pool.drop_unused();
  CHECK(warm() == 2);
  use(3);
  pool.forget();
  pool.drop_unused();
  CHECK(warm() == 0);
}

TEST_CASE("a connection holds buffers only while a request of its is served") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
  CHECK(at.ask(get_request("/call/get/a")).status == 200);
  const auto warm = at.worker.buffers.take();
  CHECK(warm->reply.capacity() != 0);
  const std::string request = get_request("/server/ok");
  at.worker.buffers.give(std::make_unique<flow::exchange_buffers>(), at.worker.buffers.epoch());
  at.send(request.substr(0, 20));
  const auto free = at.worker.buffers.take();
  CHECK(free->in.capacity() != 0);  // it was used for the read, and is back
}

TEST_CASE("CORS lines are those of the request's origin") {
  auto settings = test_settings();
  CHECK(flow::snapshot(settings).cors_lines("https://any.example").starts_with("Access-Control-Allow-Origin: *\r\n"));
  CHECK(flow::snapshot(settings).cors_lines("").find("Vary") == std::string_view::npos);
  settings.cors_policy.origins = {"https://a.example", "https://b.example"};
  const flow::snapshot some(settings);
  CHECK(some.cors_lines("https://b.example")
            .starts_with("Access-Control-Allow-Origin: https://b.example\r\n"
                         "Vary: Origin\r\n"));
  CHECK(some.cors_lines("https://c.example") == "Vary: Origin\r\n");
  CHECK(some.cors_lines("https://a.example.evil.example") == "Vary: Origin\r\n");
  CHECK(some.cors_lines("") == "Vary: Origin\r\n");
}

TEST_CASE("the engine's Host has a port only where it needs one, and brackets around IPv6") {
  struct row {
    bool tls;
    const char* host;
    int port;
    const char* field;
  };
  for (const row& r :
       {row{false, "engine.example", 80, "engine.example"}, row{true, "engine.example", 443, "engine.example"},
        row{false, "engine.example", 443, "engine.example:443"}, row{true, "::1", 443, "[::1]"},
        row{false, "::1", 8090, "[::1]:8090"}}) {
    auto settings = test_settings();
    settings.engine.tls = r.tls;
    settings.engine.host = r.host;
    settings.engine.port = static_cast<std::uint16_t>(r.port);
    CHECK(flow::snapshot(settings).engine_host_header == r.field);
  }
}

TEST_CASE("H1 the engine gets exactly these lines, in this order") {
  auto settings = test_settings();
  settings.engine.path_prefix = "/base";
  session_fixture at(settings);
  at.worker.upstream.path_prefix = "/base";
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"a"})"));
  const std::string trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
  at.send(post_request("/call/start", R"({"number":"12345678"})",
                       "Connection: x-api-key, host, content-length\r\nX-Request-Id: r1\r\ntraceparent: " + trace +
                           "\r\nCookie: a=b\r\nX-Forwarded-For: 1.2.3.4\r\nAuthorization: Bearer x\r\n"));
  std::string agent(at.worker.current.settings->user_agent);
  CHECK(at.worker.upstream.requests().front() ==
        "POST /base/v1/calls HTTP/1.1\r\nHost: engine.example\r\nx-api-key: ps_demo\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 18\r\nAccept: application/json\r\nUser-Agent: " +
            agent + "\r\nX-Request-Id: r1\r\ntraceparent: " + trace + "\r\nVia: 1.1 ramal\r\n\r\n" +
            R"({"to":"+12345678"})");
  at.send(post_request("/call/hangup", R"({"callId":"a"})", "X-Request-Id: r2\r\ntraceparent: " + trace + "\r\n"));
  CHECK(at.worker.upstream.requests().back() ==
        "POST /base/v1/calls/a/terminate HTTP/1.1\r\nHost: engine.example\r\nx-api-key: ps_demo\r\n"
        "Content-Length: 0\r\n"
        "Accept: application/json\r\nUser-Agent: " +
            agent + "\r\nX-Request-Id: r2\r\ntraceparent: " + trace + "\r\nVia: 1.1 ramal\r\n\r\n");
}

TEST_CASE("K3 a traceparent that holds a key does not reach the engine: it gets another one") {
  auto settings = test_settings();
  settings.keys.front().client_key = config::secret("0123456789abcdef0123456789abcdef");
  settings.keys.front().native_key = config::secret("fedcba9876543210");
  config::key other = settings.keys.front();
  other.name = "other-key";
  other.client_key = config::secret("00112233445566778899aabbccddeeff");
  other.native_key = config::secret("ps_other");
  settings.keys.push_back(other);
  for (const char* ids :
       {"0123456789abcdef0123456789abcdef-1111111111111111", "00112233445566778899aabbccddeeff-1111111111111111",
        "11111111111111111111111111111111-fedcba9876543210"}) {
    session_fixture at(settings);
    at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
    std::string request = get_request("/call/get?callId=a", "traceparent: 00-" + std::string(ids) + "-01\r\n");
    request.replace(request.find("apikey: demo"), 12, "apikey: 0123456789abcdef0123456789abcdef");
    CHECK(at.ask(request).status == 200);
    const std::string sent = at.worker.upstream.requests().front();
    CHECK(sent.find("traceparent: 00-") != std::string::npos);
    CHECK(sent.find(ids) == std::string::npos);
  }
}

}  // namespace ramal::test
