#include "proxy/admin/judge.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "config/reach.hpp"
#include "proxy/wire/host.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::admin {
namespace {

using wire::equal_ignoring_case;

constexpr refusal unknown_host{
    421, "MISDIRECTED_REQUEST",
    "the admin interface is not known by this name: ask for 127.0.0.1, or add the name to admin.hosts"};
constexpr refusal foreign_page{
    403, "FOREIGN_ORIGIN",
    "requests of other sites' pages are not served here: open the console by the address that you ask"};
constexpr refusal nothing_there{404, "NOT_FOUND", "there is no such path: docs/operations.md has them in section 12"};
constexpr refusal get_alone{405, "METHOD_NOT_ALLOWED", "this path takes GET", "GET, HEAD"};
constexpr refusal post_alone{405, "METHOD_NOT_ALLOWED", "this path takes POST", "POST"};
constexpr refusal no_token_set{
    403, "NO_TOKEN_CONFIGURED",
    "this needs a token, and none is configured: write admin.token_file, a file with a long random text"};
constexpr refusal wrong_token{401, "NOT_AUTHORIZED", "send the token as Authorization: Bearer"};
constexpr refusal not_json{415, "NOT_JSON", "send Content-Type: application/json"};
constexpr refusal no_mark{403, "NO_ADMIN_HEADER", "send X-Ramal-Admin: 1"};
constexpr refusal repeated_field{400, "REPEATED_HEADER", "a header that decides is there twice: send it once"};

bool is_json(std::string_view content_type) {
  const std::string_view name = wire::trim(content_type.substr(0, content_type.find(';')));
  return equal_ignoring_case(name, "application/json");
}

// DNS rebinding ends here: the page of a stranger asks for the stranger's name.
std::optional<refusal> judge_site(const request& asked, const admission_rules& rules) {
  if (!asked.host || !is_known_host(*asked.host, rules)) return unknown_host;
  if (asked.origin && !is_same_origin(*asked.origin, *asked.host, rules.has_tls)) return foreign_page;
  if (asked.fetch_site && *asked.fetch_site != "same-origin" && *asked.fetch_site != "none") return foreign_page;
  return std::nullopt;
}

std::optional<refusal> judge_token(const request& asked, access needs, const admission_rules& rules) {
  if (needs == access::open || (needs == access::metrics_token && rules.metrics_token.empty())) return std::nullopt;
  const bool of_metrics = needs == access::metrics_token && has_token(asked.authorization, rules.metrics_token);
  if (of_metrics || has_token(asked.authorization, rules.token)) return std::nullopt;
  return needs == access::admin_token && rules.token.empty() ? no_token_set : wrong_token;
}

// What no form of a page can send, and no page without asking first.
std::optional<refusal> judge_change(const request& asked) {
  if (!asked.content_type || !is_json(*asked.content_type)) return not_json;
  if (asked.admin_mark != std::optional<std::string_view>("1")) return no_mark;
  return std::nullopt;
}

std::optional<refusal> judge_method(const request& asked, const path_row& row) {
  if (row.changes) return asked.method == "POST" ? std::nullopt : std::optional<refusal>(post_alone);
  return asked.method == "GET" || asked.method == "HEAD" ? std::nullopt : std::optional<refusal>(get_alone);
}

}  // namespace

bool is_known_host(std::string_view host, const admission_rules& rules) {
  wire::host_and_port parts;
  if (!wire::parse_host(host, parts)) return false;
  std::string_view name = parts.host;
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  if (equal_ignoring_case(name, "localhost")) return true;
  const auto literal = config::parse_ip(name);
  if (literal && config::is_loopback(*literal)) return true;
  const auto own = config::parse_ip(rules.address);
  if (literal && own && !config::is_wildcard(*own) && *literal == *own) return true;
  return std::ranges::any_of(rules.hosts, [&](const std::string& one) { return equal_ignoring_case(one, name); });
}

bool is_same_origin(std::string_view origin, std::string_view host, bool has_tls) {
  const std::string_view scheme = has_tls ? "https://" : "http://";
  return origin.starts_with(scheme) && equal_ignoring_case(origin.substr(scheme.size()), host);
}

bool has_token(std::optional<std::string_view> authorization, std::string_view token) {
  constexpr std::string_view scheme = "bearer ";
  if (token.empty() || !authorization || authorization->size() != scheme.size() + token.size()) return false;
  if (!equal_ignoring_case(authorization->substr(0, scheme.size()), scheme)) return false;
  return CRYPTO_memcmp(authorization->data() + scheme.size(), token.data(), token.size()) == 0;
}

verdict judge(const request& asked, const admission_rules& rules) {
  const auto refused = [](const refusal& why) { return verdict{nullptr, why}; };
  if (asked.repeated) return refused(repeated_field);
  if (const auto why = judge_site(asked, rules)) return refused(*why);
  const path_row* const row = find_path(asked.path);
  if (row == nullptr) return refused(nothing_there);
  if (const auto why = judge_method(asked, *row)) return refused(*why);
  if (const auto why = judge_token(asked, row->needs, rules)) return refused(*why);
  if (row->changes)
    if (const auto why = judge_change(asked)) return refused(*why);
  return {row, std::nullopt, row->needs != access::open && has_token(asked.authorization, rules.token)};
}

}  // namespace ramal::admin
