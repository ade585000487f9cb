#include "auth/scope.hpp"

#include <algorithm>

#include "config/networks.hpp"

namespace ramal::auth {
namespace {

using routes::reason;

bool begins_with_any(std::string_view digits, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [digits](const std::string& one) { return digits.starts_with(one); });
}

// Where mobile numbers have got, or lost, a digit behind the country or area code, WhatsApp takes both forms for one.
struct moved_digit {
  std::string_view country;
  std::size_t at;
  char digit;
  std::string_view mobile;  // what a number without the digit has there; "": anything
};
constexpr moved_digit moved_digits[] = {{"55", 4, '9', "6789"}, {"52", 2, '1', ""}, {"54", 2, '9', ""}};
constexpr std::size_t with_it = 13;

// The other form of such a number, "" for any other. Takes nothing from the heap.
std::string other_form(std::string_view digits) {
  std::string other;
  for (const moved_digit& row : moved_digits) {
    if (!digits.starts_with(row.country)) continue;
    if (digits.size() == with_it && digits[row.at] == row.digit) {
      other.append(digits.substr(0, row.at)).append(digits.substr(row.at + 1));
    } else if (digits.size() == with_it - 1 &&
               (row.mobile.empty() || row.mobile.find(digits[row.at]) != std::string_view::npos)) {
      other.append(digits.substr(0, row.at)).append(1, row.digit).append(digits.substr(row.at));
    }
  }
  return other;
}

}  // namespace

std::optional<scope> scope_of(const config::key& entry) {
  scope made;
  for (const std::string& word : entry.allow)
    made.operations = static_cast<config::key_operations>(made.operations | config::operations_of(word));
  made.callees = entry.callees.value_or(config::callee_rules{});
  made.expires = entry.expires;
  made.addresses = entry.addresses;
  const bool any_callee = made.callees.allow.empty() && made.callees.deny.empty();
  const bool any_operation = made.operations == config::operations_of("all");
  if (any_operation && any_callee && !made.expires && made.addresses.empty()) return std::nullopt;
  return made;
}

reason why_not_call(const scope* limits, std::string_view digits) {
  if (limits == nullptr) return reason::none;
  const auto& deny = limits->callees.deny;
  if (!deny.empty() && (begins_with_any(digits, deny) || begins_with_any(other_form(digits), deny)))
    return reason::callee_denied;
  if (limits->callees.allow.empty() || begins_with_any(digits, limits->callees.allow)) return reason::none;
  return reason::callee_not_allowed;
}

reason why_unknown(const scope& limits, const sighting& seen) {
  if (limits.expires && std::chrono::floor<std::chrono::seconds>(seen.at) >= *limits.expires)
    return reason::key_expired;
  if (limits.addresses.empty() || config::any_holds(limits.addresses, seen.from)) return reason::none;
  return reason::address_not_allowed;
}

}  // namespace ramal::auth
