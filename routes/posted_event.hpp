// Bots post a webhook back as it came: the call id is then somewhere inside (go-calls.md section 3).
#pragma once

#include <string>
#include <string_view>

namespace ramal::routes {

// The raw token of the call id in `body`, an object that read_body() took and that has none at its top: that of the
// object in `data`, else of the first call or status in Meta's `calls` envelope, at the top or in `data`. Empty if
// there is none. `scratch` is for decoding names.
std::string_view find_posted_id(std::string_view body, std::string& scratch);

}  // namespace ramal::routes
