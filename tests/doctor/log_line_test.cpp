#include "proxy/doctor/log_line.hpp"

#include <catch2/catch.hpp>

namespace ramal::doctor {
namespace {

constexpr std::string_view refused =
    R"({"time":"2026-11-29T01:41:44.400Z","request_id":"c414","client":"127.0.0.1:43864","method":"GET","route":"/call/list",)"
    R"("key":"shop","status":502,"total_ms":0.370,"upstream":"not-sent","reason":"refused","outcome":"UPSTREAM_UNREACHABLE"})";
constexpr std::string_view fine =
    R"({"time":"2026-11-29T01:41:45.000Z","request_id":"a1","method":"POST","route":"/call/start","key":"clinic","status":201,)"
    R"("total_ms":12,"outcome":"ok"})";
constexpr std::string_view message =
    R"({"time":"2026-11-29T01:41:46.000Z","level":"warning","message":"requests to the calls engine fail"})";

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a request is a line of time, status, route, key, time that it took, and why it failed") {
  CHECK(
      shown_line(refused, {}) ==
      "01:41:44.400  502  GET     /call/list                  shop               0.4 ms  UPSTREAM_UNREACHABLE refused "
      "not-sent c414\n");
  CHECK(shown_line(fine, {}) ==
        "01:41:45.000  201  POST    /call/start                 clinic            12.0 ms  a1\n");
  CHECK(holds(shown_line(R"({"method":"POST","path":"/send/text","status":200})", {}), "POST    /send/text "));
  CHECK(shown_line(message, {}) == "01:41:46.000  warning  requests to the calls engine fail\n");
}

TEST_CASE("lines are chosen by key and by failure") {
  CHECK(shown_line(fine, {"shop", false, false}).empty());
  CHECK_FALSE(shown_line(refused, {"shop", false, false}).empty());
  CHECK(shown_line(message, {"shop", false, false}).empty());
  CHECK(shown_line(fine, {"", true, false}).empty());
  CHECK_FALSE(shown_line(refused, {"", true, false}).empty());
  CHECK_FALSE(shown_line(message, {"", true, false}).empty());
  CHECK(shown_line(R"({"time":"x","level":"info","message":"draining"})", {"", true, false}).empty());
  CHECK(shown_line("no JSON", {"", true, false}).empty());
  CHECK(shown_line("no JSON", {}) == "no JSON\n");
  CHECK(shown_line("", {}).empty());
}

TEST_CASE("colors are for terminals, and no line can order one anything") {
  CHECK(holds(shown_line(refused, {"", false, true}), "\x1b[31m502\x1b[0m"));
  CHECK_FALSE(holds(shown_line(refused, {}), "\x1b"));
  const auto odd = shown_line(R"({"status":200,"route":"/\u001b[2J\u009b1m\u0007\u007f","key":"caf\u00e9"})", {});
  for (const char* order : {"\x1b", "\x07", "\x7f", "\xc2\x9b"}) CHECK_FALSE(holds(odd, order));
  CHECK(holds(odd, "caf\xc3\xa9"));
  CHECK_FALSE(holds(shown_line("\x1b]0;x\x07", {}), "\x1b"));
}

}  // namespace ramal::doctor
