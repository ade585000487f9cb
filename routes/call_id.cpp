#include "routes/call_id.hpp"

#include "routes/blanks.hpp"
#include "routes/json.hpp"
#include "routes/table.hpp"
#include "routes/text.hpp"
#include "routes/values.hpp"

namespace ramal::routes {

std::optional<failure> take_call_id(std::string_view decoded, std::string& out) {
  if (!json::is_utf8(decoded)) return failure(failure_kind::invalid_field, "callId has characters that no call id has");
  const std::string_view id = trim(decoded);
  if (id.empty()) return failure(failure_kind::invalid_field, "callId is required");
  if (const auto problem = check_call_id(id); !problem.empty()) return failure(failure_kind::invalid_field, problem);
  if (is_reserved_id(id)) return failure(failure_kind::call_not_found);
  out.assign(id);
  return std::nullopt;
}

std::optional<failure> take_path_id(std::string_view segment, std::string& scratch, std::string& out) {
  scratch.clear();
  if (!decode_path_segment(segment, scratch)) return failure(failure_kind::bad_path);
  return take_call_id(scratch, out);
}

}  // namespace ramal::routes
