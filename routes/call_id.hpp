// The call id of a request, wherever it stands (go-calls.md section 3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "routes/failure.hpp"

namespace ramal::routes {

// Checks a decoded id and puts it, trimmed, into `out`. Fails with invalid_field, or with call_not_found for an id that
// no call has.
std::optional<failure> take_call_id(std::string_view decoded, std::string& out);

// The same of a raw segment of a path; `scratch` is for decoding. Fails with bad_path, too.
std::optional<failure> take_path_id(std::string_view segment, std::string& scratch, std::string& out);

}  // namespace ramal::routes
