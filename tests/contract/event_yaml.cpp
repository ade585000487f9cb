#include "tests/contract/event_stages.hpp"
#include "tests/contract/event_variables.hpp"
#include "tests/contract/play_events.hpp"
#include "tests/harness/gateway_yaml.hpp"

namespace ramal::contract {

std::string events_yaml(const event_case& what, const std::string& engine_url, const std::string& bot_url) {
  const variables played = played_variables({}, bot_url);
  std::string number = "\"5511900000001\"";
  std::string webhook = std::string("hook: ") + hook_token + ", url: \"" + bot_url + "\", repair: false";
  std::vector<tests::setting> settings{{"webhooks.store", "\"${dir}/outbox.db\""}};
  for (const auto& [name, value] : what.webhook) {
    if (name == "number") number = value;
    else if (name == "time_offset") settings.emplace_back("webhooks.time_offset", value);
    else webhook += ", " + name + ": " + substitute(value, played);
  }
  const auto key = [&](const std::string& name, const std::string& client, const std::string& native) {
    return "{name: " + name + ", client_key: " + client + ", native_key: " + native;
  };
  settings.emplace_back("keys", "[" + key("demo", tests::client_key, tests::native_key) +
                                    (number == "none" ? "" : ", number: " + number) + ", webhook: {" + webhook + "}}]");
  return tests::gateway_yaml(engine_url, settings);
}

}  // namespace ramal::contract
