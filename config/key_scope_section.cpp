#include "config/key_scope_section.hpp"

#include <algorithm>

#include "config/fields.hpp"
#include "config/instant.hpp"
#include "config/key_operations.hpp"
#include "config/letters.hpp"
#include "config/nearest.hpp"
#include "config/networks.hpp"

namespace ramal::config {
namespace {

constexpr std::size_t longest_number = 15;  // digits (E.164)

parsed<std::string> parse_operation_word(std::string_view text) {
  if (operations_of(text) != 0) return std::string(text);
  const auto& words = operation_words();
  return wrong(shown(text) + " is no operation: write " + any_of(words), nearest(std::string(text), words));
}

// What the engine dials begins with it, so it looks like that: no '+', no blanks.
parsed<std::string> parse_callee_prefix(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), is_digit);
  const bool has_marks = digits.size() != text.size();
  const bool only_marks = text.find_first_not_of("0123456789+-(). ") == std::string_view::npos;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty() || (has_marks && !only_marks))
    return wrong(shown(text) + " is no beginning of a number: write digits, the country code first, such as 5511");
  if (digits.size() > longest_number)
    return wrong(shown(text) + " is longer than any number: write up to 15 digits, such as 5511");
  if (has_marks) return wrong(shown(text) + " is more than digits: write " + digits);
  if (text.front() == '0') return wrong(shown(text) + " begins with 0, as no country code does: write " + digits);
  return digits;
}

// The general text would say to remove "the key".
field allow_field() {
  field entry = list_field<key, std::string>("allow", "operations", &key::allow, text_of(parse_operation_word),
                                             print_text);
  entry.read = [read = entry.read](context& load, const node& from, const std::string& path, void* owner) {
    if (from.kind != node_kind::list || !from.items.empty()) return read(load, from, path, owner);
    load.report(from.at, path,
                "is empty, so this client key could do nothing: write what it may do, or remove allow, and it may do "
                "all");
  };
  return entry;
}

void check_callees(context& load, const node& mapping, const std::string& path, void* owner) {
  const auto& rules = *static_cast<const callee_rules*>(owner);
  if (mapping.members.empty())
    return load.report(mapping.at, path, "is empty: write allow or deny below it, indented, or remove it");
  const node* list = given(load, mapping, path, "allow");
  if (list == nullptr || list->items.size() != rules.allow.size()) return;  // one of them was reported
  for (std::size_t i = 0; i < rules.allow.size(); ++i) {
    const auto shut = std::find_if(rules.deny.begin(), rules.deny.end(),
                                   [&](const std::string& no) { return rules.allow[i].starts_with(no); });
    if (shut != rules.deny.end())
      load.report(list->items[i].at, path + ".allow[" + std::to_string(i) + "]",
                  "allows nothing, since deny has " + *shut + ", and deny wins: remove one of the two");
  }
}

const section& callees_section() {
  // clang-format off
  static const section entries{
      {list_field<callee_rules, std::string>("allow", "prefixes", &callee_rules::allow, text_of(parse_callee_prefix),
                                             print_text),
       list_field<callee_rules, std::string>("deny", "prefixes", &callee_rules::deny, text_of(parse_callee_prefix),
                                             print_text)},
      check_callees};
  // clang-format on
  return entries;
}

}  // namespace

void add_scope_fields(std::vector<field>& to) {
  to.push_back(allow_field());
  to.push_back(optional_group_field("callees", &key::callees, callees_section()));
  to.push_back(custom_field<key>(
      "expires", "instant", text_of(parse_instant),
      [](key& owner, std::chrono::sys_seconds value) { owner.expires = value; },
      [](const key& owner) { return print_text(owner.expires ? print_instant(*owner.expires) : std::string()); }));
  to.push_back(list_field("addresses", "networks", &key::addresses, text_of(parse_network),
                          [](const network& one) { return print_text(print_network(one)); }));
}

void check_scope(context& load, const node& mapping, const std::string& path, const key& entry) {
  const node* list = given(load, mapping, path, "allow");
  const bool all = std::find(entry.allow.begin(), entry.allow.end(), "all") != entry.allow.end();
  if (list != nullptr && all && entry.allow.size() > 1)
    load.report(list->at, join_path(path, "allow"), "all is everything already: remove it, or the others");
  const node* expires = given(load, mapping, path, "expires");
  if (expires != nullptr && entry.expires &&
      *entry.expires <= std::chrono::floor<std::chrono::seconds>(load.access.now()))
    load.warn(expires->at, join_path(path, "expires"),
              "is over, so clients with this key get 401: write a later time, or remove the whole key");
}

}  // namespace ramal::config
