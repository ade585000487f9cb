#include "contract/answer_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "contract/json_text.hpp"

namespace ramal::contract {
namespace {


// clang-format off
constexpr std::array<std::string_view, 19> allowed_headers{
    "Content-Type", "Content-Length", "Date", "Retry-After", "X-Request-Id", "X-Content-Type-Options", "Cache-Control",
    "Connection", "Allow", "Vary", "X-Ramal-Ignored", "X-Ramal-Upstream", "Access-Control-Allow-Origin",
    "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Keep-Alive",
    "Access-Control-Max-Age", "Access-Control-Allow-Private-Network"};
// clang-format on

// Of an Evolution GO server (gateway.md section 3).
constexpr std::array<std::string_view, 4> passed_headers{"Content-Disposition", "Content-Range", "ETag",
                                                         "Last-Modified"};

// go-calls.md section 1, word for word.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> cors_headers{{
    {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
    {"Access-Control-Allow-Headers",
     "Origin, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, Accept, Cache-Control, "
     "X-Requested-With, apikey, ApiKey, x-api-key, x-api-key-id, Idempotency-Key, X-Call-Client-ID, X-Request-Id, "
     "traceparent, tracestate, baggage, sentry-trace"},
    {"Access-Control-Expose-Headers",
     "Content-Length, X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
     "X-Ramal-Upstream, X-Ramal-Ignored, Idempotent-Replayed"},
}};

bool is_rate_limit(std::string_view name) { return equal_names(name.substr(0, 9), "RateLimit"); }

// "Sun, 06 Nov 1994 08:49:37 GMT"
bool is_date(std::string_view text) {
  constexpr std::string_view form = "Aaa, 00 Aaa 0000 00:00:00 GMT";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool letter = form[i] == 'A' || (form[i] == 'a');
    if (letter ? std::isalpha(c) == 0 : form[i] == '0' ? std::isdigit(c) == 0 : text[i] != form[i]) return false;
  }
  return true;
}

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
  });
}

// What GET /manager answers; and GET /instance/fetchInstances.
bool is_line_of_text(const answer& seen) { return seen.status == 200 && seen.body.starts_with("Ramal: "); }
bool is_list_of_instances(const json_value& document) {
  return document.kind == json_value::type::array && document.items.size() == 1 &&
         document.items[0].find("connectionStatus") != nullptr;
}

void expect_value(const answer& seen, std::string_view name, std::string_view value, complaints& found) {
  const auto* actual = seen.find(name);
  if (actual == nullptr) found.push_back("no header " + std::string(name));
  else if (*actual != value) found.push_back("header " + std::string(name) + " is " + *actual);
}

void judge_head(const answer& seen, const answer_secrets& secrets, complaints& found) {
  const bool passes = secrets.through == door::go;
  for (const auto& f : seen.head.fields) {
    const auto is_it = [&](auto name) { return equal_names(name, f.name); };
    const bool known = is_rate_limit(f.name) || std::any_of(allowed_headers.begin(), allowed_headers.end(), is_it) ||
                       (passes && std::any_of(passed_headers.begin(), passed_headers.end(), is_it));
    if (!known) found.push_back("a header that no answer has: " + f.name + ": " + visible(f.value));
    if (seen.head.count(f.name) > 1 && !is_rate_limit(f.name)) found.push_back("a header twice: " + f.name);
  }
  // Where origins are configured, the others get no CORS header at all: the cases about it say which.
  if (secrets.any_origin) expect_value(seen, "Access-Control-Allow-Origin", "*", found);
  if (secrets.any_origin || seen.find("Access-Control-Allow-Origin") != nullptr)
    for (const auto& [name, value] : cors_headers) expect_value(seen, name, value, found);
  expect_value(seen, "X-Content-Type-Options", "nosniff", found);
  if (const auto* date = seen.find("Date"); date == nullptr || !is_date(*date)) found.push_back("no good Date");
  if (const auto* id = seen.find("X-Request-Id"); id == nullptr || !is_request_id(*id))
    found.push_back("no good X-Request-Id");
  if (passes) return;
  if (seen.status >= 400) expect_value(seen, "Cache-Control", "no-store", found);
  const char* type = is_line_of_text(seen) ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
  if (!seen.body.empty()) expect_value(seen, "Content-Type", type, found);
}

// A success has no `error`; a failure has `error` and, but for GO's 401, `code`, both strings, and no `message`.
void judge_document(const answer& seen, complaints& found) {
  std::string problem;
  const auto document = parse_json(seen.body, problem);
  if (document && seen.status == 200 && is_list_of_instances(*document)) return;
  if (!document || document->kind != json_value::type::object)
    return found.push_back("the body is no JSON object (" + problem + "): " + visible(seen.body.substr(0, 500)));
  const bool success = seen.status < 300;
  if (document->find(success ? "error" : "message") != nullptr)
    found.push_back(success ? "a success with `error`" : "a failure with `message`");
  if (success) return;
  const auto is_text = [&](std::string_view name) {
    const auto* value = document->find(name);
    return value != nullptr && value->kind == json_value::type::string && !value->text.empty();
  };
  // one that has a code is a refusal of the engine (section 5)
  if (seen.status == 401 && !is_text("code") && seen.body != R"({"error":"not authorized"})")
    found.push_back("a 401 that is not GO's");
  if (!is_text("error")) found.push_back("a failure without a text in `error`");
  if (!is_text("code") && seen.status != 401) found.push_back("a failure without `code`");
}

// The engine's own body, byte for byte; else a refusal of Ramal's own: `error` and `code`, of a 401 `error` alone.
void judge_native_body(const answer& seen, const answer_secrets& secrets, complaints& found) {
  if (std::find(secrets.passing.begin(), secrets.passing.end(), seen.body) != secrets.passing.end()) return;
  std::string problem;
  const auto document = parse_json(seen.body, problem);
  if (seen.status < 400 || !document || document->kind != json_value::type::object)
    return found.push_back("neither the engine's body nor a refusal: " + visible(seen.body.substr(0, 500)));
  const bool bare = seen.status == 401 && seen.body == R"({"error":"Unauthorized"})";
  const bool both = document->names.size() == 2 && document->find("error") != nullptr &&
                    document->find("code") != nullptr;
  if (!bare && !both) found.push_back("a refusal that is not {error, code}: " + visible(seen.body));
}

}  // namespace

complaints judge_always(const answer& seen, const answer_secrets& secrets, bool of_head_request) {
  complaints found;
  if (!seen.error.empty() || seen.status < 200) return found;
  judge_head(seen, secrets, found);
  const bool go = secrets.through == door::go, native = go || secrets.through == door::native;
  if (native && !seen.body.empty() && !secrets.any_passing) judge_native_body(seen, secrets, found);
  else if (!native && !seen.body.empty() && !is_line_of_text(seen)) judge_document(seen, found);
  if (seen.body.empty() && !of_head_request && !go && seen.status >= 400) found.push_back("a failure without a body");
  for (const auto& secret : secrets.forbidden)
    if (seen.raw.find(secret) != std::string::npos) found.push_back("the answer gives away " + secret);
  return found;
}

}  // namespace ramal::contract
