#include "proxy/new_key.hpp"

#include <cstdio>

#include "config/key_sources.hpp"
#include "proxy/command_line.hpp"
#include "proxy/webhooks.hpp"

namespace ramal::net {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::size_t longest_name = 64;

// "shop-centro" has SHOP_CENTRO_NATIVE_KEY.
std::string variable_of_native_key(std::string_view name) {
  std::string made;
  for (const char c : name) {
    const bool is_small = c >= 'a' && c <= 'z';
    const bool is_plain = letters.find(c) != std::string_view::npos;
    made += is_small ? static_cast<char>(c - 'a' + 'A') : is_plain ? c : '_';
  }
  if (!made.empty() && made.front() >= '0' && made.front() <= '9') made.insert(0, "KEY_");
  return made + "_NATIVE_KEY";
}

}  // namespace

std::string check_new_key_name(const std::string& name) {
  const bool is_plain = name.find_first_not_of(std::string(letters) + "-_.") == std::string::npos;
  const bool begins_well = !name.empty() && letters.find(name.front()) != std::string_view::npos;
  if (is_plain && begins_well && name.size() <= longest_name && name != "native") return {};
  return "write a name of letters, digits, '-', '_' and '.', at most 64 of them, such as shop-centro; not native";
}

std::string describe_new_key(std::string_view name, std::string_view key) {
  std::string text = "The client key of ";
  text.append(name).append(", which is shown this once; its client sends it as apikey:\n\n  ").append(key);
  text.append("\n\nUnder keys in the configuration, which does not hold the key itself:\n\n  - name: \"").append(name);
  text.append("\"\n    client_key_sha256: \"").append(config::sha256_hex(key));
  text.append("\"\n    native_key_env: ").append(variable_of_native_key(name)).append("\n");
  return text;
}

int make_new_key(const std::string& name) {
  std::fputs(describe_new_key(name, new_hook()).c_str(), stdout);
  return exit_ok;
}

}  // namespace ramal::net
