// One HTTP exchange as the API sees it, and the answers that several operations share.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ramal::engine {

// Views into what the caller owns; `target` is origin-form, raw.
struct request {
  std::string_view method;
  std::string_view target;
  std::optional<std::string_view> key;        // x-api-key
  std::optional<std::string_view> key_id;     // x-api-key-id
  std::optional<std::string_view> number_id;  // x-whatsapp-number-id
  bool has_bearer = false;                    // Authorization is there; it opens nothing
  std::string_view authority;                 // what the client asked this API for, "engine:8090"
  std::string_view body;
};

struct response {
  unsigned status = 200;
  std::string body;
  std::string_view content_type = "application/json";
  std::string allow;  // of a 405
  std::string note;   // why, for the log, where the body does not say it; never a key or a token
};

response answer(unsigned status, const boost::json::value& body);
// `{"error","code"?}`; no code if empty.
response refuse(unsigned status, std::string_view error, std::string_view code = {});

// The documented errors (native-calls.md, "Errors").
response invalid(std::string_view note);  // 400 Validation error
response unauthorized(std::string_view note = {});
response tenant_scope();
response number_not_found();
response feature_not_supported(std::string_view note = {});
response call_not_found();
response not_connected();
response too_many_requests();
response proxy_page();  // 502 and a page: what a proxy in front of the engine may answer

// Not documented by the vendor, so without a code: the call's status does not allow the operation.
response wrong_status(std::string_view error);

// `%XX` decoded; nothing if a triplet is broken.
std::optional<std::string> percent_decoded(std::string_view text);
std::string percent_encoded(std::string_view text);  // all but letters, digits and `-._~`
// The first parameter `name` of a target's query, decoded (`+` stays); nothing if absent or broken.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);
bool has_parameter(std::string_view query, std::string_view name);  // broken ones as well

// "+5511..." or "5511...", 8 to 15 digits -> digits.
std::optional<std::string> parse_phone(std::string_view text);

}  // namespace ramal::engine
