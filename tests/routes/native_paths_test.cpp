// The paths of the native door (gateway.md section 1).
#include <catch2/catch.hpp>

#include <random>
#include <string>

#include "routes/find.hpp"
#include "routes/plan_native.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::routes {
namespace {

using m = method;
using op = operation;

struct native_path {
  method verb;
  const char* path;
  operation op;
};

const native_path paths[] = {
    {m::post, "/v1/calls", op::start},
    {m::get, "/v1/calls", op::list},
    {m::get, "/v1/calls/call_1", op::get},
    {m::post, "/v1/calls/call_1/pre-accept", op::pre_accept},
    {m::post, "/v1/calls/call_1/accept", op::answer},
    {m::post, "/v1/calls/call_1/reject", op::reject},
    {m::post, "/v1/calls/call_1/terminate", op::hangup},
    {m::post, "/v1/calls/call_1/play", op::play},
    {m::post, "/v1/calls/call_1/realtime-session", op::realtime_session},
    {m::get, "/v1/calls/settings", op::read_settings},
    {m::put, "/v1/calls/settings", op::write_settings},
    {m::get, "/v1/calls/permissions", op::read_permissions},
    {m::post, "/v1/calls/permissions/request", op::request_permission},
};

failure_kind problem(const mount_options& options, method verb, const std::string& path) {
  const auto found = find(options, verb, path);
  return found.has_error() ? found.error().kind : failure_kind::internal;
}

void expect_found(const mount_options& options, const native_path& row, const std::string& path) {
  INFO(path);
  const auto found = find(options, row.verb, path);
  REQUIRE(found.has_value());
  CHECK(found->row->is_native());
  CHECK(found->row->op == row.op);
  CHECK(found->row->verb == row.verb);
}

const char* name_of(method verb) {
  if (verb == m::get) return "GET";
  return verb == m::post ? "POST" : "PUT";
}

// A path as careless or hostile clients write it.
std::string spelt_otherwise(std::string path, std::mt19937& dice) {
  const auto roll = [&](std::size_t sides) { return static_cast<std::size_t>(dice()) % sides; };
  for (std::size_t changes = roll(4); changes-- > 0;) {
    const std::size_t at = roll(path.size());
    switch (roll(6)) {
      case 0: path.insert(at, "/"); break;
      case 1: path.insert(path.size(), "/"); break;
      case 2:
        if (const auto byte = static_cast<unsigned char>(path[at]); byte != '/')
          path.replace(at, 1, std::string("%") + "0123456789ABCDEF"[byte >> 4] + "0123456789abcdef"[byte & 15]);
        break;
      case 3: path[at] = static_cast<char>(path[at] ^ 0x20); break;
      case 4: path.insert(at, std::string(1, static_cast<char>(dice() & 0xff))); break;
      default: path.erase(at, 1); break;
    }
    if (path.empty()) path = "/";
  }
  return path;
}

}  // namespace

TEST_CASE("the native door has thirteen rows, each with a path of its own") {
  CHECK(native_routes().size() == std::size(paths));
  for (const native_path& row : paths) expect_found({}, row, row.path);
}

TEST_CASE("native paths are found however the slashes were joined, below their mount alone") {
  const mount_options elsewhere("/go", true, "/engine/api"), off("/go", true, "off"), both("/", true, "/");
  const mount_options same("/go", true, "/go");
  for (const native_path& row : paths) {
    std::string doubled;
    for (const char c : std::string(row.path)) doubled += c == '/' ? "//" : std::string(1, c);
    expect_found({}, row, doubled + "/");
    expect_found(elsewhere, row, std::string("/engine/api") + row.path);
    expect_found(elsewhere, row, "//engine//api" + doubled);
    expect_found(both, row, row.path);
    expect_found(same, row, std::string("/go") + row.path);
    CHECK(problem(elsewhere, row.verb, row.path) == failure_kind::route_not_found);
    CHECK(problem(elsewhere, row.verb, std::string("/engine") + row.path) == failure_kind::route_not_found);
    CHECK(problem(off, row.verb, row.path) == failure_kind::route_not_found);
  }
}

TEST_CASE("the calls layer keeps its routes wherever the native door stands") {
  for (const char* native : {"/", "/go", "/engine", "off"}) {
    const mount_options options("/go", true, native);
    for (const route& row : routes()) {
      if (row.op == op::websocket) continue;
      std::string path = "/go" + std::string(row.pattern);
      if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "zzz");
      const auto found = find(options, row.verb, path);
      REQUIRE(found.has_value());
      CHECK(found->row == &row);
    }
  }
}

TEST_CASE("native words win over an id, and are no id anywhere") {
  for (const char* word : {"settings", "permissions"}) {
    const std::string path = std::string("/v1/calls/") + word;
    CHECK(problem({}, m::post, path + "/accept") == failure_kind::route_not_found);
    CHECK(problem({}, m::get, path + "/x") == failure_kind::route_not_found);
    CHECK(problem({}, m::delete_, path) == failure_kind::method_not_allowed);
  }
  CHECK(find(mount_options{}, m::get, "/v1/calls/request")->row->op == op::get);
  CHECK(find(mount_options{}, m::head, "/v1/calls/settings")->row->op == op::read_settings);
}

TEST_CASE("native paths that are near a route are none, in the words of the native API") {
  for (const char* path : {"/v1/calls/a/b", "/v1/calls/a/Accept", "/v1/calls/a/accept/b", "/v1/calls/a/%61ccept",
                           "/v1/calls/permissions/request/x", "/v1/calls/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r"}) {
    INFO(path);
    const auto found = find(mount_options{}, m::post, path);
    REQUIRE(found.has_error());
    CHECK(found.error().kind == failure_kind::route_not_found);
    CHECK(found.error().text == "Not found");
    CHECK(found.error().hint.empty());
  }
  for (const char* path : {"/v1", "/v1/call", "/v1/callsx", "/V1/calls", "/v1/Calls", "/v1/%63alls", "/x/v1/calls"}) {
    INFO(path);
    const auto found = find(mount_options{}, m::get, path);
    REQUIRE(found.has_error());
    CHECK(found.error().kind == failure_kind::route_not_found);
    CHECK(found.error().text.empty());
  }
}

TEST_CASE("native Allow values are those of the table") {
  for (const native_path& row : paths) {
    std::string expected;
    for (const auto& [verb, name] : {std::pair{m::get, "GET, HEAD"}, {m::post, "POST"}, {m::put, "PUT"}})
      for (const native_path& other : paths)
        if (std::string(other.path) == row.path && other.verb == verb)
          expected.append(expected.empty() ? "" : ", ").append(name);
    const auto found = find(mount_options{}, m::patch, row.path);
    REQUIRE(found.has_error());
    CHECK(std::string(found.error().allow) == expected);
  }
}

TEST_CASE("T9 H2 any spelling of a native path is one canonical operation, or none") {
  std::mt19937 dice(7);
  std::size_t served = 0, refused = 0;
  native_request out;
  for (int i = 0; i < 40'000; ++i) {
    const native_path& row = paths[dice() % std::size(paths)];
    const std::string path = spelt_otherwise(row.path, dice);
    CAPTURE(path);
    const auto found = find(mount_options{}, row.verb, path);
    if (found.has_error() || !found->row->is_native()) {
      ++refused;
      continue;
    }
    client_request request;
    request.row = found->row;
    request.path_id = found->id;
    request.body = "{}";
    if (plan_native_request(request, out)) {
      ++refused;
      continue;
    }
    ++served;
    const bool pure = tests::is_native_operation(name_of(out.verb), out.target, tests::door::native);
    if (!pure) FAIL_CHECK("not canonical: " << out.target);
    // a spelling may become another call's id, and never another kind of route
    const bool same_words = found->row->op == row.op || (found->row->op == op::get && row.verb == m::get) ||
                            (found->row->op == op::start && row.verb == m::post) ||
                            (found->row->op == op::list && row.verb == m::get);
    if (!same_words) FAIL_CHECK("became another operation");
  }
  CHECK(served > 10'000);
  CHECK(refused > 10'000);
}

}  // namespace ramal::routes
