// The native door (gateway.md section 1): requests and answers pass as they are, once they have been checked. Pure.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "routes/plan_request.hpp"
#include "routes/plan_response.hpp"

namespace ramal::routes {

// Whether a request for it says by which number it is about: in its body, or read_permissions in its query.
bool is_about_callee(operation op);

// As plan_request, for a row of native_routes(). The body passes byte for byte, and of the query the first of each
// parameter that the row names. Fails with invalid_json, too_deep, too_many_keys, number_too_long, invalid_field,
// bad_path, or call_not_found for an id that no call has.
std::optional<failure> plan_native_request(const client_request& request, native_request& out);

// As plan_response, for such a row: appends the engine's body to `out`. The body of a refusal that passes is the
// failure's `native_body`. Fails with native_error, not_authorized, upstream_key_rejected, upstream_blocked,
// upstream_malformed or upstream_redirect.
boost::system::result<client_answer, failure> plan_native_answer(const answer_context& context, std::uint16_t status,
                                                                 std::string_view body, answer_scratch& scratch,
                                                                 bytes& out);

}  // namespace ramal::routes
