#include "tests/system/webhooks_commands.hpp"

#include <catch2/catch.hpp>

namespace ramal::system_tests {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

command_setting::command_setting(const std::string& engine_url, const std::string& engine) {
  const std::string webhook = ", url: \"http://127.0.0.1:9/\"}";
  write_file(file(), "engine: {base_url: \"" + engine_url + "\"" + engine +
                         "}\nwebhooks: {store: " + folder_.path().string() +
                         "/outbox.db}\nkeys:\n  - {name: shop, client_key: client-shop, native_key: ps_shop_native, "
                         "webhook: {hook: " +
                         command_hook + ", old_hook: " + old_command_hook + webhook +
                         "}\n  - {name: bar, client_key: client-bar, native_key_id: kid_bar_native, webhook: {hook: "
                         "canary_hook_2-abcdefghijklmnop, native_secrets: [canary-secret], more: [{name: crm, url: "
                         "\"http://127.0.0.1:9/crm\"}]" +
                         webhook + "}\n  - {name: plain, client_key: client-plain, native_key: ps_plain_native}\n");
}

command_result command_setting::run(std::vector<std::string> words) const {
  std::vector<std::string> all{"webhooks"};
  all.insert(all.end(), words.begin(), words.end());
  if (words.front() != "new-hook") all.insert(all.end(), {"--config", file()});
  ramal_process program(all);
  const int code = program.wait();
  const command_result made{code, program.stdout_text(), program.stderr_text()};
  CHECK_FALSE(has(made.out + made.err, "canary_hook"));
  CHECK_FALSE(has(made.out + made.err, "canary-secret"));
  CHECK_FALSE(has(made.out + made.err, "_native"));
  return made;
}

command_result command_setting::ensure(const std::string& key) const {
  return run({"ensure", "--public-url", public_url, "--key", key});
}

command_result command_setting::native_log() const {
  return run({"native-log", "--public-url", public_url, "--key", "shop"});
}

std::string listed(const std::string& id, const std::string& url, const std::string& wanted, bool active) {
  return R"([{"id":")" + id + R"(","name":"x","url":")" + url + R"(","active":)" + (active ? "true" : "false") +
         R"(,"events":)" + wanted + "}]";
}

}  // namespace ramal::system_tests
