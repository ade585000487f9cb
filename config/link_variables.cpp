#include "config/link_variables.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "config/letters.hpp"

namespace ramal::config {
namespace {

constexpr std::array<std::string_view, 3> protocols{"tcp", "udp", "sctp"};

// tcp://10.96.0.7:8080
bool is_endpoint(std::string_view value) {
  return std::any_of(protocols.begin(), protocols.end(), [&](std::string_view one) {
    return value.starts_with(one) && value.substr(one.size()).starts_with("://");
  });
}

// Docker's name of a link: /bot/ramal
bool is_link_name(std::string_view value) {
  const auto second = value.find('/', 1);
  return value.starts_with('/') && second != std::string_view::npos && second > 1 && second + 1 < value.size();
}

// "8080_TCP", "8080_TCP_ADDR": what stands behind _PORT_.
bool is_port_part(std::string_view text) {
  const auto end = std::min(text.find('_'), text.size());
  if (!all_digits(text.substr(0, end)) || end == text.size()) return false;
  text.remove_prefix(end + 1);
  const auto word_end = std::min(text.find('_'), text.size());
  const std::string protocol = lower(text.substr(0, word_end));
  if (std::find(protocols.begin(), protocols.end(), protocol) == protocols.end()) return false;
  if (word_end == text.size()) return true;
  const auto last = text.substr(word_end + 1);
  constexpr std::array<std::string_view, 7> words{"PROTO", "PORT", "ADDR", "START", "END", "PORT_START", "PORT_END"};
  return std::find(words.begin(), words.end(), last) != words.end();
}

// What stands in front of `tail`, with its '_'; nothing if the name does not end so.
std::optional<std::string_view> in_front_of(std::string_view name, std::string_view tail) {
  if (!name.ends_with(tail)) return std::nullopt;
  const auto front = name.substr(0, name.size() - tail.size());
  return front.ends_with('_') ? std::optional(front) : std::nullopt;
}

// Of every place where `word` stands between two '_', whether what is behind one of them fits.
template <class Fits>
bool any_behind(std::string_view name, std::string_view word, Fits fits) {
  for (auto at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    if (fits(name.substr(at + word.size()))) return true;
  }
  return false;
}

// Docker says of each link how it is called, beside the variables of its container (_ENV_) and its ports.
bool is_linked(std::string_view front, const environment& variables) {
  const auto name = variables.find(std::string(front) + "NAME"), port = variables.find(std::string(front) + "PORT");
  return (name != variables.end() && is_link_name(name->second)) ||
         (port != variables.end() && is_endpoint(port->second));
}

link_variable find_container_variable(std::string_view name, const environment& variables) {
  constexpr std::string_view word = "_ENV_";
  for (auto at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    if (name.substr(0, at) == "RAMAL" || is_linked(name.substr(0, at + 1), variables)) return link_variable::yes;
  }
  return name.find(word) == std::string_view::npos ? link_variable::no : link_variable::by_name;
}

}  // namespace

link_variable find_link_variable(const std::string& name, const environment& variables) {
  const std::string_view value = variables.find(name)->second;
  const auto judge = [](bool typical) { return typical ? link_variable::yes : link_variable::by_name; };
  if (in_front_of(name, "SERVICE_HOST")) return link_variable::yes;
  if (in_front_of(name, "SERVICE_PORT") || any_behind(name, "_SERVICE_PORT_", [](auto rest) { return !rest.empty(); }))
    return judge(all_digits(value));
  if (any_behind(name, "_PORT_", is_port_part)) return link_variable::yes;
  if (in_front_of(name, "PORT")) return judge(is_endpoint(value));
  if (const auto found = find_container_variable(name, variables); found != link_variable::no) return found;
  if (name == "RAMAL_NAME") return judge(is_link_name(value));
  return in_front_of(name, "NAME") && is_link_name(value) ? link_variable::yes : link_variable::no;
}

}  // namespace ramal::config
