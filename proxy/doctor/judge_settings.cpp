#include "proxy/doctor/judge_settings.hpp"

#include <cstdlib>

#include "config/instant.hpp"

namespace ramal::doctor {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr days soon_for_keys{7}, soon_for_certificates{14};
constexpr seconds usual_difference{5};     // of two clocks that are right
constexpr seconds bots_tolerance{5 * 60};  // of a delivery's signature, by Standard Webhooks

std::string text_of(time_point at) { return config::print_instant(std::chrono::floor<seconds>(at)); }

// One that is over is a warning of the configuration.
void judge_expiry(const config::key& key, time_point now, std::vector<finding>& all) {
  if (!key.expires || *key.expires <= now || *key.expires - now > soon_for_keys) return;
  all.push_back({"keys", "key-expires", level::warning,
                 key.name + ": its client key expires on " + config::print_instant(*key.expires),
                 "write a later keys[].expires, or give the client a new key: ramal keys new " + key.name});
}

void judge_webhook(const config::key& key, std::vector<finding>& all) {
  if (!key.webhook || !key.number.empty()) return;
  all.push_back({"webhooks", "webhook-number", level::warning,
                 key.name + ": it has no number, so an event without a direction cannot tell who calls whom",
                 "write keys[].number of " + key.name});
}

}  // namespace

std::vector<finding> judge_settings(const config::gateway& settings, time_point now) {
  std::vector<finding> all;
  for (const config::key& key : settings.keys) judge_expiry(key, now, all);
  for (const config::key& key : settings.keys) judge_webhook(key, all);
  return all;
}

finding judge_certificate(std::string_view name, time_point end, time_point now) {
  const std::string which(name);
  const std::string mend = "renew it; the files are read again by themselves, or with SIGHUP";
  if (end <= now)
    return {"certificates", "certificate", level::failure,
            which + ": it, or one in its chain, has ended on " + text_of(end), mend};
  if (end - now < soon_for_certificates)
    return {"certificates", "certificate", level::warning, which + ": it, or one in its chain, ends on " + text_of(end),
            mend};
  return {"certificates", "certificate", level::good, which + " is valid until " + text_of(end)};
}

finding judge_clock(time_point of_engine, time_point now) {
  const seconds ahead = std::chrono::round<seconds>(now - of_engine);
  const std::string by = std::to_string(std::abs(ahead.count())) + " s " + (ahead.count() < 0 ? "behind" : "ahead of") +
                         " the engine's";
  if (std::chrono::abs(ahead) <= usual_difference)
    return {"system", "clock", level::good, "this machine's clock and the engine's agree"};
  const bool matters = std::chrono::abs(ahead) > bots_tolerance;
  return {"system", "clock", matters ? level::failure : level::warning,
          "this machine's clock is " + by +
              (matters ? ": bots that verify signatures refuse events, and keys expire at a wrong time" : ""),
          "timedatectl set-ntp true, and see which of the two is wrong"};
}

}  // namespace ramal::doctor
