#include "proxy/doctor/judge_settings.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace ramal::doctor {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds today{1'783'090'800s};  // 2026-07-03 15:00:00 UTC

config::key shop() {
  config::key made;
  made.name = "shop";
  made.number = "+5511900000001";
  return made;
}

std::vector<finding> of(const config::key& one) {
  config::gateway settings;
  settings.keys = {one};
  return judge_settings(settings, today);
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a key that will expire within a week is a warning") {
  config::key one = shop();
  CHECK(of(one).empty());
  one.expires = today + std::chrono::days(8);
  CHECK(of(one).empty());
  one.expires = today + std::chrono::days(6);
  REQUIRE(of(one).size() == 1);
  CHECK(of(one)[0].how == level::warning);
  CHECK(of(one)[0].id == "key-expires");
  CHECK(has(of(one)[0].text, "shop: its client key expires on 2026-07-09"));
  CHECK(has(of(one)[0].mend, "ramal keys new shop"));
  one.expires = today;  // a warning of the configuration
  CHECK(of(one).empty());
}

TEST_CASE("a webhook of a key without a number is a warning") {
  config::key one = shop();
  one.webhook.emplace();
  CHECK(of(one).empty());
  one.number.clear();
  REQUIRE(of(one).size() == 1);
  CHECK(of(one)[0].id == "webhook-number");
  CHECK(has(of(one)[0].mend, "keys[].number of shop"));
}

TEST_CASE("a certificate that has ended is a failure, one that soon will a warning") {
  const finding over = judge_certificate("listeners[0].tls.certificates[0]", today - 1s, today);
  CHECK(over.how == level::failure);
  CHECK(has(over.text, "has ended on 2026-07-03"));
  CHECK(judge_certificate("x", today, today).how == level::failure);
  CHECK(judge_certificate("x", today + std::chrono::days(13), today).how == level::warning);
  const finding good = judge_certificate("x", today + std::chrono::days(15), today);
  CHECK(good.how == level::good);
  CHECK(good.mend.empty());
}

TEST_CASE("clocks that differ are told, and which one is ahead") {
  CHECK(judge_clock(today, today + 5s).how == level::good);
  CHECK(judge_clock(today, today - 5s).how == level::good);
  const finding ahead = judge_clock(today, today + 90s);
  CHECK(ahead.how == level::warning);
  CHECK(has(ahead.text, "is 90 s ahead of the engine's"));
  const finding behind = judge_clock(today, today - 1h);
  CHECK(behind.how == level::failure);
  CHECK(has(behind.text, "is 3600 s behind the engine's"));
  CHECK(has(behind.mend, "timedatectl"));
}

}  // namespace ramal::doctor
