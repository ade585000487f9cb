// Who may ask the admin interface for what (console.md section 1): each rule of its paragraph "Security".
#include "proxy/admin/judge.hpp"

#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace ramal::admin {
namespace {

const std::string token = "a-long-random-text";
const std::string bearer = "Bearer " + token;

admission_rules usual() { return {"127.0.0.1", {}, token, ""}; }

request get(std::string_view path) {
  request made;
  made.method = "GET";
  made.path = path;
  made.host = "127.0.0.1:9901";
  return made;
}

// One that is served.
request change() {
  request made = get("/api/reload");
  made.method = "POST";
  made.content_type = "application/json";
  made.admin_mark = "1";
  made.authorization = bearer;
  return made;
}

// 0: it is served.
int status_of(const request& asked, const admission_rules& rules = usual()) {
  const verdict made = judge(asked, rules);
  CHECK((made.row == nullptr) == made.why_not.has_value());
  return made.why_not ? made.why_not->status : 0;
}

}  // namespace

TEST_CASE("O6 names of this machine, its own address and admin.hosts are known") {
  admission_rules rules = usual();
  rules.address = "10.1.2.3";
  rules.hosts = {"gateway.internal"};
  for (const char* host : {"127.0.0.1", "127.0.0.1:9901", "127.9.9.9:1", "[::1]:9901", "localhost", "LocalHost:80",
                           "10.1.2.3:9901", "gateway.internal", "Gateway.Internal:9901"}) {
    INFO(host);
    CHECK(is_known_host(host, rules));
  }
  for (const char* host :
       {"", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.1.2.4", "0.0.0.0",
        "127.0.0.1@evil.example", "127.0.0.1, evil", "[::2]", "a b", "http://127.0.0.1"}) {
    INFO(host);
    CHECK_FALSE(is_known_host(host, rules));
  }
}

TEST_CASE("O6 an address that stands for all of them makes no other name known") {
  admission_rules rules = usual();
  rules.address = "0.0.0.0";
  CHECK_FALSE(is_known_host("0.0.0.0", rules));
  CHECK_FALSE(is_known_host("10.1.2.3", rules));
  CHECK(is_known_host("127.0.0.1", rules));
}

TEST_CASE(
    "O6 rebinding, a stranger's name that leads to this machine is 421, whatever else is right, and names the setting") {
  request asked = change();
  asked.host = "evil.example:9901";
  const verdict made = judge(asked, usual());
  REQUIRE(made.why_not);
  CHECK(made.why_not->status == 421);
  CHECK(made.why_not->text.find("admin.hosts") != std::string_view::npos);
  for (const path_row& row : paths()) {
    request other = get(row.path);
    other.host = "evil.example";
    CHECK(status_of(other) == 421);
  }
  asked.host.reset();
  CHECK(status_of(asked) == 421);
}

TEST_CASE("O6 an Origin that is another site's is refused") {
  request asked = get("/metrics");
  for (const char* origin : {"http://evil.example", "null", "", "http://127.0.0.1:8080", "127.0.0.1:9901",
                             "http://127.0.0.1:9901.evil.example", "file://127.0.0.1:9901"}) {
    INFO(origin);
    asked.origin = origin;
    CHECK(status_of(asked) == 403);
  }
  asked.origin = "http://127.0.0.1:9901";
  CHECK(status_of(asked) == 0);
}

TEST_CASE("O6 over TLS an Origin is of https, without it of http") {
  admission_rules secured = usual();
  secured.has_tls = true;
  request asked = get("/metrics");
  asked.origin = "https://127.0.0.1:9901";
  CHECK(status_of(asked, secured) == 0);
  CHECK(status_of(asked) == 403);
  asked.origin = "http://127.0.0.1:9901";
  CHECK(status_of(asked, secured) == 403);
}

TEST_CASE("O6 what a browser says is of another site is refused") {
  request asked = get("/metrics");
  for (const char* site : {"cross-site", "same-site", "", "anything"}) {
    INFO(site);
    asked.fetch_site = site;
    CHECK(status_of(asked) == 403);
  }
  for (const char* site : {"same-origin", "none"}) {
    asked.fetch_site = site;
    CHECK(status_of(asked) == 0);
  }
}

TEST_CASE("O6 a change needs POST, JSON, the header of its own and the token") {
  CHECK(status_of(change()) == 0);
  request asked = change();
  asked.method = "GET";
  CHECK(status_of(asked) == 405);
  asked = change();
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"}) {
    INFO(type);
    asked.content_type = type;
    CHECK(status_of(asked) == 415);
  }
  asked.content_type.reset();
  CHECK(status_of(asked) == 415);
  asked.content_type = "Application/JSON; charset=utf-8";
  CHECK(status_of(asked) == 0);
  asked = change();
  asked.admin_mark.reset();
  CHECK(status_of(asked) == 403);
  asked.admin_mark = "0";
  CHECK(status_of(asked) == 403);
  asked = change();
  asked.authorization.reset();
  CHECK(status_of(asked) == 401);
}

TEST_CASE("O6 a cross-site form, which a browser sends without asking, changes nothing") {
  request form = get("/api/drain");
  form.method = "POST";
  form.content_type = "text/plain";
  form.origin = "http://evil.example";
  form.fetch_site = "cross-site";
  CHECK(status_of(form) == 403);
  form.fetch_site.reset();
  CHECK(status_of(form) == 403);
  form.origin.reset();  // an old browser
  CHECK(status_of(form) != 0);
}

TEST_CASE("a token is right as a whole or wrong") {
  CHECK(has_token(bearer, token));
  CHECK(has_token("bearer " + token, token));
  const std::vector<std::string> all{"",
                                     token,
                                     "Basic " + token,
                                     "Bearer " + token + "x",
                                     "Bearer " + token.substr(1),
                                     "Bearer A-long-random-text",
                                     "Bearer  " + token};
  for (const std::string& wrong : all) {
    INFO(wrong);
    CHECK_FALSE(has_token(wrong, token));
  }
  CHECK_FALSE(has_token(std::nullopt, token));
  CHECK_FALSE(has_token("Bearer ", ""));
}

TEST_CASE("O6 metrics, health, the version and the console's files need no token on this machine, all else does") {
  const std::set<std::string_view> open{"/metrics", "/healthz", "/readyz", "/version",     "/",
                                        "/ui/",     "/docs",    "/docs/",  "/openapi.json"};
  std::size_t seen = 0;
  for (const path_row& row : paths()) {
    INFO(row.path);
    request asked = row.changes ? change() : get(row.path);
    asked.path = row.path;
    asked.authorization.reset();
    CHECK(status_of(asked) == (open.contains(row.path) ? 0 : 401));
    seen += open.contains(row.path) ? 1 : 0;
    asked.authorization = bearer;
    CHECK(status_of(asked) == 0);
  }
  CHECK(seen == open.size());
}

TEST_CASE("O6 where no token is configured, what needs one is refused with what to do") {
  admission_rules rules = usual();
  rules.token.clear();
  for (const std::string& sent : {bearer, std::string("Bearer "), std::string()}) {
    request asked = change();
    asked.authorization = sent;
    const verdict made = judge(asked, rules);
    REQUIRE(made.why_not);
    CHECK(made.why_not->status == 403);
    CHECK(made.why_not->text.find("admin.token_file") != std::string_view::npos);
  }
}

TEST_CASE("O6 metrics.token is asked for by metrics alone, and opens nothing else") {
  admission_rules rules = usual();
  rules.metrics_token = "token-of-metrics";
  CHECK(status_of(get("/metrics"), rules) == 401);
  CHECK(status_of(get("/readyz"), rules) == 0);
  request asked = get("/metrics");
  asked.authorization = "Bearer token-of-metrics";
  CHECK(status_of(asked, rules) == 0);
  asked.authorization = bearer;
  CHECK(status_of(asked, rules) == 0);
  asked.path = "/api/config";
  asked.authorization = "Bearer token-of-metrics";
  CHECK(status_of(asked, rules) == 401);
}

TEST_CASE("O6 a header that decides is not there twice") {
  request asked = change();
  asked.repeated = true;
  CHECK(status_of(asked) == 400);
}

TEST_CASE("a path that ends in a slash stands for what is beneath it") {
  CHECK(find_path("/ui/app.js")->what == page::console_file);
  CHECK(find_path("/docs/a/b")->what == page::docs_file);
  CHECK(find_path("/docs")->what == page::docs);
  CHECK(find_path("/")->what == page::console);
  CHECK(find_path("/anything") == nullptr);
}

TEST_CASE("paths and methods that are not served") {
  for (const char* path : {"/index.html", "/ui", "/uix/a", "/docs.html", "/metrics/", "/METRICS", "/api",
                           "/api/config/", "//metrics", "metrics", ""}) {
    INFO(path);
    CHECK(status_of(get(path)) == 404);
  }
  request asked = get("/metrics");
  for (const char* method : {"POST", "PUT", "OPTIONS", "TRACE", "get", ""}) {
    asked.method = method;
    CHECK(judge(asked, usual()).why_not->allow == "GET, HEAD");
  }
  asked.method = "HEAD";
  CHECK(status_of(asked) == 0);
}

TEST_CASE("O6 only what was served because of a token counts as shown") {
  CHECK(judge(change(), usual()).shows_token);
  request open = get("/version");
  open.authorization = bearer;
  CHECK_FALSE(judge(open, usual()).shows_token);
  request metrics = get("/metrics");
  CHECK_FALSE(judge(metrics, usual()).shows_token);
  admission_rules rules = usual();
  rules.metrics_token = "another-long-text";
  metrics.authorization = "Bearer another-long-text";
  CHECK_FALSE(judge(metrics, rules).shows_token);  // who reads metrics keeps no operator out
  metrics.authorization = bearer;
  CHECK(judge(metrics, rules).shows_token);
  request wrong = get("/api/config");
  wrong.authorization = "Bearer wrong";
  CHECK_FALSE(judge(wrong, usual()).shows_token);
}

}  // namespace ramal::admin
