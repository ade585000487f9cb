#include "config/overrides.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "config/letters.hpp"
#include "config/link_variables.hpp"
#include "config/nearest.hpp"

namespace ramal::config {
namespace {

constexpr std::string_view prefix = "RAMAL_";
constexpr std::size_t highest_index = 9'999;
constexpr std::size_t longest_value = 8'192;

// One step down the tree: a member's name, or an index of a list.
struct step {
  std::string name;
  std::size_t index = 0;

  bool operator<(const step& other) const { return name != other.name ? name < other.name : index < other.index; }
};
using steps = std::vector<step>;


std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

// Takes "7" or "7_" off the front of `rest`.
std::optional<std::size_t> take_index(std::string_view& rest) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
  const auto length = static_cast<std::size_t>(end - rest.data());
  const bool odd = length == 0 || (length > 1 && rest[0] == '0');
  if (error != std::errc{} || odd || index > highest_index) return std::nullopt;
  rest.remove_prefix(length);
  if (rest.starts_with('_')) rest.remove_prefix(1);
  return index;
}

std::optional<steps> resolve(const section& shape, std::string_view rest);

std::optional<steps> resolve_field(const field& one, std::string_view rest) {
  const std::string name = upper(one.name);
  if (one.kind == field_kind::scalar) return rest == name ? std::optional(steps{{one.name}}) : std::nullopt;
  if (!rest.starts_with(name + "_")) return std::nullopt;
  rest.remove_prefix(name.size() + 1);
  steps result{{one.name}};
  if (one.kind != field_kind::group) {
    const auto index = take_index(rest);
    if (!index) return std::nullopt;
    result.push_back({"", *index});
  }
  if (one.kind == field_kind::scalars) return rest.empty() ? std::optional(result) : std::nullopt;
  auto inner = resolve(*one.inner, rest);
  if (!inner) return std::nullopt;
  result.insert(result.end(), inner->begin(), inner->end());
  return result;
}

std::optional<steps> resolve(const section& shape, std::string_view rest) {
  for (const auto& one : shape.fields) {
    if (auto found = resolve_field(one, rest)) return found;
  }
  return std::nullopt;
}

std::string path_of(const steps& way) {
  std::string path;
  for (const auto& one : way) {
    path = one.name.empty() ? path + "[" + std::to_string(one.index) + "]" : join_path(path, one.name);
  }
  return path;
}

// A null node becomes the wanted kind; any other kind but that one stays, and the reader reports it.
bool become(node& at, node_kind kind) {
  if (at.kind == node_kind::null) at.kind = kind;
  return at.kind == kind;
}

node& member_of(node& mapping, const std::string& name, const position& from) {
  for (auto& one : mapping.members) {
    if (one.name == name) return one.value;
  }
  node nothing;
  nothing.at = from;
  return mapping.members.emplace_back(member{name, from, std::move(nothing)}).value;
}

void put(context& load, node& document, const steps& way, const position& from, const std::string& value) {
  node* at = &document;
  for (const auto& one : way) {
    if (!become(*at, one.name.empty() ? node_kind::list : node_kind::map)) return;
    if (!one.name.empty()) {
      at = &member_of(*at, one.name, from);
      continue;
    }
    if (one.index > at->items.size()) {
      const std::string next = std::to_string(at->items.size());
      return load.report(from, path_of(way), "there are only " + next + " items before it: use the index " + next);
    }
    if (one.index == at->items.size()) at->items.emplace_back().at = from;
    at = &at->items[one.index];
  }
  node scalar;
  scalar.kind = node_kind::scalar;
  scalar.at = from;
  scalar.text = value;
  *at = std::move(scalar);
}

// The values of all keys that end with _env: variables that the file reads by itself.
void collect_named_variables(const node& from, std::set<std::string, std::less<>>& names) {
  for (const auto& item : from.items) collect_named_variables(item, names);
  for (const auto& one : from.members) {
    if (one.name.ends_with("_env")) {
      if (one.value.kind == node_kind::scalar) names.insert(one.value.text);
      for (const auto& item : one.value.items) names.insert(item.text);
    }
    collect_named_variables(one.value, names);
  }
}

// RAMAL_KEYS_3_NMAE and RAMAL_KEYS_N_NAME are compared with N for every index, and the answer gets the typed index.
std::string nearest_variable(const section& shape, const std::string& typed) {
  std::string pattern, index;
  for (std::size_t i = prefix.size(); i < typed.size(); ++i) {
    if (typed[i - 1] == '_' && is_digit(typed[i])) {
      const std::size_t start = i;
      while (i + 1 < typed.size() && is_digit(typed[i + 1])) ++i;
      if (index.empty()) index = typed.substr(start, i + 1 - start);
      pattern += 'N';
    } else {
      pattern += typed[i];
    }
  }
  std::vector<std::string> known;
  for (const auto& path : key_paths(shape)) known.push_back(variable_of(path).substr(prefix.size()));
  std::string best = nearest(pattern, known);
  if (best.empty()) return best;
  const auto wildcard = best.find("_N");
  const bool is_index = wildcard != std::string::npos && (wildcard + 2 == best.size() || best[wildcard + 2] == '_');
  if (is_index) best.replace(wildcard + 1, 1, index.empty() ? "0" : index);
  return std::string(prefix) + best;
}

}  // namespace

std::string variable_of(const std::string& path) {
  std::string result(prefix);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == ']') {
      if (path[i - 1] == '[') result += 'N';
    } else {
      result += path[i] == '.' || path[i] == '[' ? "_" : upper(path.substr(i, 1));
    }
  }
  return result;
}

void apply_overrides(context& load, const section& shape, node& document) {
  std::vector<std::pair<steps, std::string>> overrides;  // in the order of the document, list items by number
  std::vector<std::string> unknown;
  for (auto one = load.variables.lower_bound(prefix); one != load.variables.end(); ++one) {
    if (!one->first.starts_with(prefix)) break;
    if (auto way = resolve(shape, std::string_view(one->first).substr(prefix.size()))) {
      overrides.emplace_back(std::move(*way), one->first);
    } else {
      unknown.push_back(one->first);
    }
  }
  std::sort(overrides.begin(), overrides.end());
  for (const auto& [way, variable] : overrides) {
    const std::string& value = load.variables.find(variable)->second;
    const position from{0, 0, variable};
    if (value.size() > longest_value || find_bad_byte(value) != std::string::npos) {
      load.report(from, path_of(way), "is too long, or no UTF-8 text: correct or unset this variable");
    } else {
      put(load, document, way, from, value);
    }
  }
  std::set<std::string, std::less<>> named;
  collect_named_variables(document, named);
  for (const auto& variable : unknown) {
    if (named.contains(variable) || variable == "RAMAL_CONFIG") continue;  // which file is read: for the command line
    const link_variable link = find_link_variable(variable, load.variables);
    if (link == link_variable::by_name)
      load.warn({0, 0, variable}, "",
                "is ignored: it names no setting, and is called like what Kubernetes and Docker make for a service or "
                "a link with this name. If it is yours, config/README.md has the names of the settings");
    if (link != link_variable::no) continue;
    load.report({0, 0, variable}, "", "is no setting: unset or rename it", nearest_variable(shape, variable));
  }
}

}  // namespace ramal::config
