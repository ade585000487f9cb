#include "tests/contract/event_variables.hpp"

#include <cstdio>
#include <ctime>

namespace ramal::contract {
namespace {

using std::chrono::system_clock;

// Written apart from events/time_text on purpose: this judges it.
std::string time_text(system_clock::time_point at, const char* behind_seconds) {
  const std::time_t seconds = system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(at));
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  return std::string(text, size) + behind_seconds;
}

std::string with_ms(system_clock::time_point at) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count() % 1'000;
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>(ms));
  return time_text(at, fraction);
}

}  // namespace

const variables& event_variables() {
  static const variables known{
      {"any", std::string(1, any_text)},
      {"peer", "5511977776666"},
      {"own", "5511900000001"},
      {"peer jid", "5511977776666@s.whatsapp.net"},
      {"own jid", "5511900000001@s.whatsapp.net"},
      {"x", "9F2C5D7A01B34E668C10D2F4A7B95E31"},
      {"ids", R"("callId":"call_01K9Z","externalCallId":"9F2C5D7A01B34E668C10D2F4A7B95E31")"},
      {"in", R"("direction":"INBOUND","from":"5511977776666","to":"5511900000001")"},
      {"out", R"("direction":"OUTBOUND","from":"5511900000001","to":"5511977776666")"},
      {"secret", "whsec_cmFtYWwtZXhhbXBsZS1zZWNyZXQtMjQh"},
      {"now", "${now}"},
      {"now s", "${now s}"},
      {"now s -03:00", "${now s -03:00}"},
      {"old", "${old}"},
      {"bot", "${bot}"},
  };
  return known;
}

variables played_variables(system_clock::time_point now, const std::string& bot_url) {
  using namespace std::chrono_literals;
  return {{"now", with_ms(now)},
          {"now s", time_text(now, "Z")},
          {"now s -03:00", time_text(now - 3h, "-03:00")},
          {"old", with_ms(now - 2min)},
          {"bot", bot_url}};
}

}  // namespace ramal::contract
