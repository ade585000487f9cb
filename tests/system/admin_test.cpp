// The admin interface of the real binary (console.md section 1).
#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "tests/harness/eventually.hpp"
#include "tests/system/admin_client.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string with_token = admin_client::with_token();

// The gateway comes first: the client waits for its port.
struct started {
  explicit started(const with& settings) : both(settings) {}
  gateway both;
};
struct administered : started, admin_client {
  explicit administered(const with& more = {}) : started(with_admin(more)), admin_client(both.program) {}
};

// One thread of a program, as long as this lives; the others run.
class stopped_thread {
 public:
  explicit stopped_thread(pid_t thread) : thread_(thread) {
    int status = 0;
    is_seized_ = ::ptrace(PTRACE_SEIZE, thread_, nullptr, nullptr) == 0;
    is_stopped_ = is_seized_ && ::ptrace(PTRACE_INTERRUPT, thread_, nullptr, nullptr) == 0 &&
                  ::waitpid(thread_, &status, __WALL) == thread_ && WIFSTOPPED(status);
  }
  ~stopped_thread() {
    if (is_seized_) ::ptrace(PTRACE_DETACH, thread_, nullptr, nullptr);
  }
  stopped_thread(const stopped_thread&) = delete;
  stopped_thread& operator=(const stopped_thread&) = delete;
  bool is_stopped() const { return is_stopped_; }

 private:
  const pid_t thread_;
  bool is_seized_ = false, is_stopped_ = false;
};

std::string with_key(std::string request, const std::string& key) {
  return request.replace(request.find(client_key), std::string(client_key).size(), key);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("health, readiness and the version are answered on the admin interface") {
  const administered at;
  CHECK(at.get("/healthz").body == "ok\n");
  CHECK(at.get("/readyz").status == 200);
  CHECK(has(at.get("/version").body, "\"version\":\""));
}

TEST_CASE("requests are counted by route, key and outcome") {
  const administered at;
  REQUIRE(at.both.ask(post("/call/start", start_body())).status == 201);
  CHECK(at.counts(R"(ramal_calls_total{operation="start",outcome="ok"} 1)"));
  const std::string text = at.get("/metrics").body;
  CHECK(has(text, R"(ramal_key_requests_total{key="demo",operation="start",outcome="ok"} 1)"));
  CHECK(has(text, R"(http_server_request_duration_seconds_count{http_route="/call/start",)"
                  R"(http_request_method="POST",http_response_status_code="201"} 1)"));
  CHECK(has(text, "ramal_config_last_reload_success 1\n"));
  CHECK_FALSE(has(text, client_key));
  CHECK_FALSE(has(text, "canary"));
}

TEST_CASE("metrics are OpenMetrics for those who ask for it") {
  const administered at;
  const answer got = at.get("/metrics", "Accept: application/openmetrics-text;version=1.0.0\r\n");
  CHECK(got.body.ends_with("# EOF\n"));
  REQUIRE(got.find("Content-Type"));
  CHECK(has(*got.find("Content-Type"), "application/openmetrics-text"));
}

TEST_CASE("O6 the configuration in force is shown to who has the token, without a secret") {
  const administered at;
  CHECK(at.get("/api/config").status == 401);
  const answer got = at.get("/api/config", with_token);
  CHECK(got.status == 200);
  CHECK(has(got.body, "keys:"));
  CHECK_FALSE(has(got.body, "canary"));
  CHECK_FALSE(has(got.body, client_key));
  CHECK_FALSE(has(got.body, native_key));
}

TEST_CASE("O6 a page of a stranger neither reads nor changes anything") {
  const administered at;
  CHECK(at.ask("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421);
  CHECK(at.get("/metrics", "Origin: http://evil.example\r\n").status == 403);
  CHECK(at.get("/metrics", "Sec-Fetch-Site: cross-site\r\n").status == 403);
  CHECK(at.change("/api/drain", "{}", "Content-Type: text/plain\r\nOrigin: http://evil.example\r\n").status == 403);
  CHECK(at.change("/api/drain", "{}", "Content-Type: application/json\r\nX-Ramal-Admin: 1\r\n").status == 401);
  CHECK(at.both.ask(get("/call/list")).status == 200);
  CHECK(at.get("/readyz").status == 200);
}

TEST_CASE("O6 the console's page needs no token, loads nothing from elsewhere, and is not sent twice") {
  const administered at;
  const answer got = at.get("/");
  CHECK(got.status == 200);
  REQUIRE(got.find("Content-Security-Policy"));
  CHECK(has(*got.find("Content-Security-Policy"), "default-src 'none'; script-src 'self'"));
  REQUIRE(got.find("Content-Encoding"));
  CHECK(*got.find("Content-Encoding") == "gzip");
  REQUIRE(got.find("ETag"));
  CHECK(at.get("/", "If-None-Match: " + std::string(*got.find("ETag")) + "\r\n").status == 304);
  CHECK(at.get("/ui/app.js").status == 200);
  CHECK(at.get("/ui/..%2fapp.js").status == 404);
  CHECK(at.get("/ui/", "Sec-Fetch-Site: cross-site\r\n").status == 403);
  CHECK(at.get("/docs").status == 200);
  CHECK(has(at.get("/openapi.json").body, "\"openapi\""));
}

TEST_CASE("a reload that is asked for is put in force, and one that is refused is a metric") {
  administered at;
  CHECK(at.change("/api/reload", "{}").status == 202);
  CHECK(at.both.program.wait_for_stderr("configuration reloaded"));
  write_file(at.both.program.directory() / "ramal.yaml", "nothing: of use\n");
  CHECK(at.change("/api/reload", "{}").status == 202);
  CHECK(at.both.program.wait_for_stderr("the configuration stays as it was"));
  CHECK(at.counts("ramal_config_last_reload_success 0"));
}

TEST_CASE("the log level can be changed while the program runs") {
  administered at;
  CHECK(at.change("/api/log-level", R"({"level":"loud"})").status == 400);
  CHECK(at.change("/api/log-level", R"({"level":"debug"})").status == 202);
  CHECK(at.both.program.wait_for_stderr("the log level is debug until the next reload"));
}

TEST_CASE("a drain that is asked for ends the program in order, and it is not ready meanwhile") {
  administered at(with{{"limits.drain_delay", "1h"}});
  CHECK(at.change("/api/drain", "{}").status == 202);
  CHECK(eventually([&] { return at.get("/readyz").status == 503; }));
  CHECK(has(at.get("/readyz").body, "the program is about to end"));
  CHECK(at.both.ask(get("/call/list")).status == 200);
  at.both.program.signal(SIGTERM);  // the second one cuts
}

TEST_CASE("O6 a drain that is asked for twice is one drain: what is in flight is not cut") {
  administered at;
  const auto release = at.both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  raw_client client = at.both.connect();
  client.send(post("/call/start", start_body()));
  REQUIRE(at.both.engine.wait_for_requests(1));
  for (int i = 0; i < 3; ++i) CHECK(at.change("/api/drain", "{}").status == 202);
  release->open();
  CHECK(client.read_answer().status == 201);
}

TEST_CASE("O6 a change is one line of the log, and nobody's token") {
  administered at;
  CHECK(at.change("/api/reload", "{}").status == 202);
  CHECK(at.both.program.wait_for_stderr("a reload was asked for on the admin interface"));
  CHECK(at.change("/api/reload", "{}", "Authorization: Bearer guessed-canary\r\n").status == 401);
  CHECK_FALSE(has(at.both.program.stderr_text(), "canary"));
}

TEST_CASE("O6 requests go on while the thread of the admin interface is stuck") {
  const administered at;
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  const stopped_thread main_thread(at.both.program.pid());
  if (!main_thread.is_stopped()) {
    WARN("a thread of another program may not be stopped here: nothing was tested");
    return;
  }
  raw_client scraper(at.port());
  scraper.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  for (int i = 0; i < 20; ++i) CHECK(at.both.ask(post("/call/start", start_body())).status == 201);
  CHECK(scraper.read_answer(false, within(std::chrono::milliseconds(50))).status == 0);
}

TEST_CASE("O6 no secret and no number is in what the interface answers") {
  const temporary_directory folder;
  bot_stub bot;
  const std::vector<std::string> secrets{client_key,   native_key,          hook,
                                         admin_token,  "canary-of-metrics", "canary-engine",
                                         "canary-bot", "canary-header",     "Y2FuYXJ5LW9mLXNpZ25hdHVyZXMtMTIz"};
  const std::string keys = shop_key(bot.url(),
                                    ", native_secrets: [canary-engine], instance_token: canary-bot, "
                                    "secrets: [whsec_Y2FuYXJ5LW9mLXNpZ25hdHVyZXMtMTIz], "
                                    "headers: [{name: Authorization, value: Bearer canary-header}]");
  const hooked_gateway both(bot.url(), folder, with_admin({{"keys", keys}, {"metrics.token", "canary-of-metrics"}}),
                            success_of);
  const admin_client admin(both.program);
  raw_client client(both.program.port());
  client.send(post("/call/start", start_body()));
  client.read_answer();
  CHECK(both.post(native_event("call.ended")).starts_with("401 "));  // not signed
  raw_client guess(both.program.port());
  guess.send(with_key(get("/call/list"), native_key));
  guess.read_answer();
  const std::string token = admin_client::with_token();
  const std::string for_metrics = "Authorization: Bearer canary-of-metrics\r\n";
  std::string all;
  for (const auto& [path, fields] : std::vector<std::pair<std::string, std::string>>{
           {"/metrics", for_metrics},
           {"/metrics", for_metrics + "Accept: application/openmetrics-text\r\n"},
           {"/metrics", ""},
           {"/healthz", ""},
           {"/readyz", ""},
           {"/version", ""},
           {"/api/keys", token},
           {"/api/config", token},
           {"/api/config", "Authorization: Bearer canary-of-metrics\r\n"},
           {"/" + std::string(client_key), token}}) {
    const answer got = admin.get(path, fields);
    CHECK(got.status != 0);
    all += got.body;
  }
  CHECK(has(all, "webhook:"));
  CHECK(has(all, "ramal_key_requests_total{key=\"shop\""));
  for (const std::string& secret : secrets) {
    INFO(secret);
    CHECK_FALSE(has(all, secret));
  }
  for (const char* number : {"5511900000001", "5511977776666", "5511987654321"}) {
    INFO(number);
    CHECK_FALSE(has(all, number));
  }
}

TEST_CASE("three hundred keys make no more series than metrics.keys says") {
  std::string keys = "[";
  for (int i = 0; i < 300; ++i) {
    const std::string number = std::to_string(i);
    keys += (i == 0 ? "{name: key" : ", {name: key") + number + ", client_key: client-of-key-" + number +
            ", native_key: " + native_key + "}";
  }
  const administered at(with{{"keys", keys + "]"}, {"metrics.keys", "20"}});
  raw_client client = at.both.connect();
  for (int i = 0; i < 300; ++i) {
    client.send(with_key(get("/call/list"), "client-of-key-" + std::to_string(i)));
    CHECK(client.read_answer().status == 200);
  }
  CHECK(at.counts(R"(ramal_key_requests_total{key="_other",operation="list",outcome="ok"} 280)"));
  const exposition read = at.metrics();
  CHECK(read.values_of("key").size() == 21);
  CHECK(read.value(R"(ramal_key_requests_total{key="key19",operation="list",outcome="ok"})") == 1);
}

TEST_CASE("connections to the engine and attempts, retries and certificates are shown") {
  const administered at;
  for (int i = 0; i < 3; ++i) REQUIRE(at.both.ask(get("/call/list")).status == 200);
  CHECK(at.counts(R"(ramal_engine_connections{state="idle"} 1)"));
  exposition read = at.metrics();
  CHECK(at.becomes(R"(ramal_engine_attempts_total{result="answered"})", 3));
  CHECK(read.value(R"(ramal_engine_attempts_total{result="failed"})") == 0);
  CHECK(read.value("process_cpu_seconds_total") >= 0);
  CHECK(read.value("process_open_fds") > 0);
  CHECK(read.value("process_max_fds") >= read.value("process_open_fds"));
  CHECK(read.value("process_virtual_memory_bytes") > read.value("process_resident_memory_bytes"));
  CHECK(read.kinds.contains("ramal_certificate_expiry_timestamp_seconds"));
}

TEST_CASE("a request that was sent to the engine once more is counted as a retry, and as two attempts") {
  administered at;
  at.both.engine.break_next_connection(1, engine_reply::after_reply::close);
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  CHECK(at.becomes(R"(ramal_engine_retries_total{reason="no_answer"})", 1));
  CHECK(at.becomes(R"(ramal_engine_retries_total{reason="not_connected"})", 0));
  CHECK(at.becomes(R"(ramal_engine_attempts_total{result="failed"})", 1));
  CHECK(at.becomes(R"(ramal_engine_attempts_total{result="answered"})", 1));
}

TEST_CASE("handshakes of clients are counted by their end, and a certificate says when it is valid no more") {
  const tls_gateway_fixture at({.settings = with_admin()});
  const admin_client admin(*at.program);
  raw_client no_tls(at.port());
  no_tls.send("this is no handshake\r\n\r\n");
  CHECK(admin.counts(R"(ramal_tls_handshakes_total{result="failed"} 1)"));
  const exposition read = admin.metrics();
  CHECK(read.value(R"(ramal_tls_handshakes_total{result="ok"})") == 0);
  const double end = read.value(
      R"(ramal_certificate_expiry_timestamp_seconds{name="listeners[0].tls.certificates[0]"})");
  CHECK(end > 1'700'000'000);
}

TEST_CASE("promtool takes the metrics, where it is there") {
  if (std::system("command -v promtool > /dev/null 2>&1") != 0) {
    WARN("promtool is not on PATH: the reader of the tests has judged alone");
    return;
  }
  const temporary_directory folder;
  bot_stub bot;
  const hooked_gateway both(bot.url(), folder, with_admin());
  const admin_client admin(both.program);
  CHECK(both.post(native_event("call.ended")) == R"(200 {"ok":true})");
  CHECK(bot.wait_for(1));
  const auto file = folder.path() / "metrics.txt";
  write_file(file, admin.get("/metrics").body);
  CHECK(std::system(("promtool check metrics < " + file.string()).c_str()) == 0);
}

TEST_CASE("a connection that an address may not have is counted as refused") {
  const administered at(with{{"limits.connections_per_address", "2"}});
  std::vector<raw_client> open;
  for (int i = 0; i < 2; ++i) {
    open.push_back(at.both.connect());
    open.back().send(get("/call/list"));
    CHECK(open.back().read_answer().status == 200);
  }
  raw_client more = at.both.connect();
  CHECK(more.is_closed_by_peer());
  CHECK(at.counts(R"(ramal_connections_refused_total{reason="address_limit"} 1)"));
}

TEST_CASE("O6 an admin address that is taken costs the admin interface, never the gateway") {
  const administered first;
  const gateway second({{"admin.address", "\"127.0.0.1:" + std::to_string(first.port()) + "\""}});
  CHECK(second.ask(get("/call/list")).status == 200);
  CHECK(eventually([&] { return has(second.program.stderr_text(), "the admin interface cannot listen on"); }));
}

TEST_CASE("O6 a crowd on the admin interface delays no request") {
  const administered at;
  std::vector<raw_client> crowd;
  for (int i = 0; i < 300; ++i) crowd.emplace_back(at.port());
  CHECK(at.both.ask(post("/call/start", start_body())).status == 201);
}

TEST_CASE("O6 64 connections that say nothing, or half of it, keep nobody out") {
  const administered at;
  std::vector<raw_client> silent;
  for (int i = 0; i < 64; ++i) silent.emplace_back(at.port());
  for (std::size_t i = 0; i < 64; i += 2) silent[i].send("GET /version HTTP/1.1\r\nHost: 127.");
  std::vector<raw_client> served;
  for (std::size_t i = 0; i < 3; ++i) {
    served.emplace_back(at.port()).send("GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    CHECK(served.back().read_answer().status == 200);
    CHECK(silent[i].is_closed_by_peer());
  }
}

TEST_CASE("O6 without a word of it nothing but the gateway's listeners is open") {
  const gateway at;
  CHECK(at.ask(get("/call/list")).status == 200);
  CHECK_FALSE(has(at.program.stderr_text(), "admin interface"));
}

}  // namespace ramal::system_tests
