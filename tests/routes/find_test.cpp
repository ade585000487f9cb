// Paths and routes (go-calls.md sections 1 and 4).
#include <catch2/catch.hpp>

#include <string>

#include "routes/find.hpp"

namespace ramal::routes {
namespace {

using m = method;
using op = operation;

const std::string mount = "/api/layer/evolution-go";

struct route_row {
  method verb;
  std::string_view path;
  operation op;
  answer_shape shape;
  std::string_view id{};
};

const route_row main_routes[] = {
    {m::post, "/call/start", op::start, answer_shape::started_call},
    {m::post, "/call/answer", op::answer, answer_shape::call},
    {m::post, "/call/reject", op::reject, answer_shape::call},
    {m::post, "/call/hangup", op::hangup, answer_shape::call},
    {m::get, "/call/list", op::list, answer_shape::list},
    {m::get, "/call/get", op::get, answer_shape::call},
    {m::get, "/call/get/call_1", op::get, answer_shape::call, "call_1"},
    {m::get, "/call/get/start", op::get, answer_shape::call, "start"},
    {m::post, "/call/get", op::get, answer_shape::call},
    {m::post, "/call/media/play", op::play, answer_shape::call},
    {m::post, "/call/media/realtime/session", op::realtime_session, answer_shape::session},
    {m::get, "/call/media/realtime/ws/instance/call", op::websocket, answer_shape::none},
    {m::post, "/call/media/realtime/ws/a", op::websocket, answer_shape::none},
    {m::get, "/call/media/realtime/ws/1/2/3/4/5/6/7/8/9/10/11/12/13/14", op::websocket, answer_shape::none},
    {m::get, "/server/ok", op::server_ok, answer_shape::none},
    {m::get, "/instance/status", op::instance_status, answer_shape::connection},
    {m::get, "/instance/fetchInstances", op::instance_status, answer_shape::instances},
    {m::get, "/manager", op::instance_status, answer_shape::manager},
};

const route_row alias_routes[] = {
    {m::post, "/call/dial", op::start, answer_shape::started_call},
    {m::post, "/call/offer", op::start, answer_shape::started_call},
    {m::post, "/call/accept", op::answer, answer_shape::call},
    {m::post, "/call/terminate", op::hangup, answer_shape::call},
    {m::get, "/call/active", op::list, answer_shape::list_and_calls},
    {m::get, "/call/status", op::list, answer_shape::list_and_calls},
    {m::get, "/call/status/call_1", op::get, answer_shape::call, "call_1"},
    {m::get, "/call/call_1", op::get, answer_shape::call, "call_1"},
    {m::get, "/call/wacid.A%3D", op::get, answer_shape::call, "wacid.A%3D"},
    {m::post, "/call/call_1/accept", op::answer, answer_shape::call, "call_1"},
    {m::post, "/call/call_1/reject", op::reject, answer_shape::call, "call_1"},
    {m::delete_, "/call/call_1", op::hangup, answer_shape::call, "call_1"},
};

void expect_found(const mount_options& options, const route_row& row, const std::string& path) {
  INFO(path);
  const auto found = find(options, row.verb, path);
  REQUIRE(found.has_value());
  CHECK(found->row->op == row.op);
  CHECK(found->row->shape == row.shape);
  CHECK(found->id == row.id);
}

failure_kind problem(method verb, const std::string& path, const mount_options& options = {}) {
  const auto found = find(options, verb, path);
  return found.has_error() ? found.error().kind : failure_kind::internal;
}

std::string allow(method verb, const std::string& path, const mount_options& options = {}) {
  const auto found = find(options, verb, mount + path);
  return found.has_error() && found.error().kind == failure_kind::method_not_allowed ? std::string(found.error().allow)
                                                                                     : "found or not there";
}

}  // namespace

TEST_CASE("every route is found, however carelessly the slashes were joined") {
  for (const route_row& row : main_routes) expect_found({}, row, mount + std::string(row.path));
  for (const route_row& row : alias_routes) expect_found({}, row, mount + std::string(row.path));
  for (const route_row& row : main_routes) {
    std::string doubled;
    for (const char c : mount + std::string(row.path)) doubled += c == '/' ? "//" : std::string(1, c);
    expect_found({}, row, doubled);
    expect_found({}, row, mount + "/" + std::string(row.path) + "/");
    expect_found({}, row, mount + std::string(row.path) + "///");
  }
}

TEST_CASE("HEAD is served by the row of GET, and by no other") {
  for (const route_row& row : main_routes)
    if (row.verb == m::get)
      expect_found({}, {m::head, row.path, row.op, row.shape, row.id}, mount + std::string(row.path));
  for (const route_row& row : alias_routes) {
    const std::string path = mount + "/" + std::string(row.path) + "/";
    if (row.verb == m::get) expect_found({}, {m::head, row.path, row.op, row.shape, row.id}, path);
    else if (row.verb == m::post) CHECK(problem(m::head, path) == failure_kind::method_not_allowed);
  }
}

TEST_CASE("with the mount / everything stands right behind the host") {
  const mount_options options("/");
  for (const route_row& row : main_routes) expect_found(options, row, std::string(row.path));
  for (const route_row& row : alias_routes) expect_found(options, row, "//" + std::string(row.path) + "/");
  CHECK(problem(m::get, mount + "/server/ok", options) == failure_kind::route_not_found);
  CHECK(problem(m::get, "/", options) == failure_kind::route_not_found);
  CHECK(problem(m::get, "", options) == failure_kind::bad_path);
  CHECK(problem(m::get, "/call/..", options) == failure_kind::bad_path);
  CHECK(problem(m::post, "/call/list", options) == failure_kind::method_not_allowed);
}

TEST_CASE("a mount may have many segments, and is compared whole") {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "/a";
  const mount_options options(deep);
  for (const route_row& row : main_routes) expect_found(options, row, deep + std::string(row.path));
  CHECK(problem(m::get, deep.substr(2) + "/server/ok", options) == failure_kind::route_not_found);
  CHECK(problem(m::get, deep + "/a/server/ok", options) == failure_kind::route_not_found);
  CHECK(problem(m::get, deep + "x/server/ok", options) == failure_kind::route_not_found);
}

TEST_CASE("another mount works the same, and the usual one is then outside") {
  const mount_options options{"/x", true};
  for (const route_row& row : main_routes) expect_found(options, row, "/x" + std::string(row.path));
  CHECK(problem(m::get, mount + "/server/ok", options) == failure_kind::route_not_found);
}

TEST_CASE("aliases can be turned off, and nothing else goes with them") {
  mount_options options;
  options.aliases = false;
  for (const route_row& row : main_routes) expect_found(options, row, mount + std::string(row.path));
  for (const route_row& row : alias_routes) {
    INFO(row.path);
    CHECK(problem(row.verb, mount + std::string(row.path), options) == failure_kind::route_not_found);
  }
}

TEST_CASE("paths match exactly: case, words, nothing more and nothing less") {
  for (const char* path : {"/CALL/start", "/Call/list", "/call/start/x", "/call", "/", "", "/call/get/a/b",
                           "/call/media", "/call/media/realtime", "/call/a/b", "/call/a/accept/x", "/calls/start",
                           "/server/okay", "/call/media/realtime/wsx/a", "/instance/status/x"}) {
    INFO(path);
    for (const method verb : {m::get, m::post, m::delete_})
      CHECK(problem(verb, mount + path) != failure_kind::internal);
  }
  CHECK(problem(m::post, mount + "/call/Start") == failure_kind::method_not_allowed);  // an id
  CHECK(problem(m::post, mount + "/call/Start", {mount, false}) == failure_kind::route_not_found);
  CHECK(problem(m::get, "/api/layer/evolution-goo/server/ok") == failure_kind::route_not_found);
  CHECK(problem(m::get, "/api/layer") == failure_kind::route_not_found);
  CHECK(problem(m::get, "/") == failure_kind::route_not_found);
  CHECK(problem(m::get, "/server/ok") == failure_kind::route_not_found);
  CHECK(problem(m::get, mount + "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18") == failure_kind::route_not_found);
}

TEST_CASE("T9 a path with a dot segment, an encoded separator or an odd byte is bad, known or not") {
  for (const std::string& path :
       {std::string("/call/%2e"), std::string("/call/a%2Eb"), std::string("/call/a%2fb"), std::string("/call/a%2Fb"),
        std::string("/call/a%5cb"), std::string("/call/a%5Cb"), std::string("/call/a%00b"),
        std::string("/call/./start"), std::string("/call/../call/start"), std::string("/call/start/."),
        std::string("/call/start/.."), std::string("/."), std::string("/call\\start"), std::string("/call/a\x01"),
        std::string("/call/a\x7f"), std::string("/call/\xC3\xA9"), std::string("/call/a b"),
        std::string("/call/a\0b", 9), std::string("/send/%2e%2e/x")}) {
    INFO(path);
    CHECK(problem(m::get, mount + path) == failure_kind::bad_path);
    CHECK(problem(m::post, mount + path) == failure_kind::bad_path);
  }
  CHECK(problem(m::get, "/../x") == failure_kind::bad_path);
  CHECK(problem(m::get, "call/start") == failure_kind::bad_path);
  CHECK(problem(m::get, "") == failure_kind::bad_path);
  CHECK(problem(m::get, "*") == failure_kind::bad_path);
  for (const char* path : {"/call/...", "/call/.a", "/call/a.", "/call/a..b", "/call/a%20b"}) {
    INFO(path);
    CHECK(find(mount_options{}, m::get, mount + path).has_value());
  }
}

TEST_CASE("a known path with the wrong method says which ones are right") {
  CHECK(allow(m::get, "/call/start") == "POST");
  CHECK(allow(m::head, "/call/start") == "POST");
  CHECK(allow(m::post, "/call/list") == "GET, HEAD");
  CHECK(allow(m::put, "/call/get") == "GET, HEAD, POST");
  CHECK(allow(m::post, "/call/get/a") == "GET, HEAD");
  CHECK(allow(m::post, "/call/call_1") == "GET, HEAD, DELETE");
  CHECK(allow(m::patch, "/call/call_1/accept") == "POST");
  CHECK(allow(m::delete_, "/call/status") == "GET, HEAD");
  CHECK(allow(m::post, "/server/ok") == "GET, HEAD");
  CHECK(allow(m::post, "/instance/status") == "GET, HEAD");
  CHECK(allow(m::other, "/call/media/realtime/session") == "POST");
  CHECK(allow(m::delete_, "/call//start/") == "POST");
}

TEST_CASE("words of the table win over a call id of the same name") {
  CHECK(allow(m::delete_, "/call/start") == "POST");
  CHECK(allow(m::get, "/call/dial") == "POST");
  CHECK(allow(m::post, "/call/status/accept") == "GET, HEAD");
  CHECK(allow(m::delete_, "/call/active") == "GET, HEAD");
  for (const char* word : {"media", "realtime", "session", "play", "ws", "call"}) {
    INFO(word);
    CHECK(problem(m::get, mount + "/call/" + word) == failure_kind::route_not_found);
    CHECK(problem(m::delete_, mount + "/call/" + word) == failure_kind::route_not_found);
    CHECK(problem(m::post, mount + "/call/" + word + "/reject") == failure_kind::route_not_found);
  }
  CHECK(find(mount_options{}, m::get, mount + "/call/starter").has_value());
  CHECK(find(mount_options{}, m::get, mount + "/call/star").has_value());
  CHECK(find(mount_options{}, m::get, mount + "/call/tart").has_value());
  CHECK(find(mount_options{}, m::get, mount + "/call/Start").has_value());
}

TEST_CASE("the Allow value is right for every pattern of the table") {
  for (const route& row : routes()) {
    if (row.op == op::websocket) continue;
    std::string path(row.pattern);
    if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "zzz");
    std::string expected;
    for (const auto& [verb, name] : {std::pair{m::get, "GET, HEAD"}, std::pair{m::post, "POST"},
                                     std::pair{m::put, "PUT"}, std::pair{m::delete_, "DELETE"}}) {
      for (const route& other : routes())
        if (other.pattern == row.pattern && other.verb == verb)
          expected.append(expected.empty() ? "" : ", ").append(name);
    }
    INFO(path);
    CHECK(allow(m::other, path) == expected);
  }
}

TEST_CASE("an unknown path gets a hint where the reason is known") {
  static const mount_options options;
  const auto hint = [](const std::string& path) { return std::string(find(options, m::post, path).error().hint); };
  const auto says = [&](const std::string& path, const char* what) {
    INFO(path);
    CHECK(hint(path).find(what) != std::string::npos);
    CHECK(hint(path).find_first_of("\"\\") == std::string::npos);
  };
  for (const char* path : {"/send/text", "/manager/login", "/instance/create", "/group/list", "/Send/text"}) {
    says(mount + path, "this gateway is for calls");
    says(path, "this gateway is for calls");
  }
  for (const char* path : {"/call/start", "/call/anything/at/all", "/server/ok", "//call", "/Call/List"})
    says(path, "below /api/layer/evolution-go, and that part of the base URL is missing");
  says(mount + mount + "/call/start", "twice");
  says(mount + "/x" + mount + "/call/start", "remove what stands between them");
  says("/x" + mount + "/call/start", "in place of what stands in front of the route");
  says("/API/LAYER/evolution-go/x", "case-sensitive");
  says("/x", "nothing is served outside /api/layer/evolution-go");
  says(mount + "/call/media/unknown", "the call routes are");
  CHECK(hint(mount + "/something").empty());
  CHECK(hint(mount).empty());
  CHECK(hint(mount + "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/call/start").empty());
}

TEST_CASE("a plain search ends the same and has no hint, which is found later") {
  const mount_options options;
  for (const std::string& path :
       {mount + "/call/start", mount + "/call/strat", mount + "/send/text", mount, mount + "/",
        mount + mount + "/call/start", std::string("/call/start"), std::string("/v1/calls/x/y"),
        std::string("/v1/calls"), mount + "/call/a/b/c", mount + "/manager/x", mount + "/..", mount + "/server",
        mount + "/instance/fetchInstances", mount + "//call//get//c1"}) {
    INFO(path);
    for (const method verb : {m::get, m::head, m::post, m::delete_}) {
      const auto found = find(options, verb, path);
      const auto plain = find_plainly(options, verb, path);
      REQUIRE(plain.has_value() == found.has_value());
      if (found.has_value()) CHECK((plain->row == found->row && plain->id == found->id));
      if (found.has_value()) continue;
      const failure why = found.error(), plainly = plain.error();
      CHECK((plainly.kind == why.kind && plainly.allow == why.allow && plainly.text == why.text));
      if (why.kind != failure_kind::route_not_found) continue;
      CHECK(plainly.hint.empty());
      CHECK(hint_of(options, path) == why.hint);
    }
  }
}

TEST_CASE("every route of another dialect has a hint, and none of them is served") {
  static const mount_options options;
  for (const dialect& row : dialects()) {
    std::string path(row.pattern);
    for (auto at = path.find("{id}"); at != std::string::npos; at = path.find("{id}")) path.replace(at, 4, "zzz");
    if (path.back() == '*') path.replace(path.size() - 1, 1, "/x/y");
    INFO(path);
    CHECK(row.instead.find_first_of("\"\\") == std::string_view::npos);
    for (const method verb : {m::post, m::put}) {
      const auto found = find(options, verb, mount + path);
      REQUIRE(found.has_error());
      CHECK(found.error().hint == row.instead);
    }
  }
}

TEST_CASE("hints name the mount that is configured, and no other") {
  static const mount_options at_calls("/calls");
  static const mount_options bare("/");
  CHECK(find(at_calls, m::get, "/call/list").error().hint.find("below /calls,") != std::string_view::npos);
  CHECK(find(at_calls, m::get, "/x").error().hint.find("outside /calls:") != std::string_view::npos);
  CHECK(find(at_calls, m::get, "/calls/calls/call/list").error().hint.find("/calls stands") != std::string_view::npos);
  CHECK(find(bare, m::get, mount + "/call/list").error().hint.find("right behind the host") != std::string_view::npos);
  CHECK(find(bare, m::get, "/").error().hint.empty());
}

}  // namespace ramal::routes
