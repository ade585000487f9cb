// What the log says of a request without a key, or of one whose head was refused. Nothing that is found here decides
// anything.
#pragma once

#include <string_view>

#include "routes/failure.hpp"

namespace ramal::wire {

// Where a request that has none of the three credential headers carries its key instead: key_in_authorization,
// key_in_other_header, key_in_query, or no_key. `head`: a whole head; `query`: that of its target.
routes::reason find_misplaced_key(std::string_view head, std::string_view query);

// The path of the request line at the beginning of `bytes`, whatever else is wrong there: raw, without scheme, host and
// query. Empty if no request line can be made out.
std::string_view path_in(std::string_view bytes);

}  // namespace ramal::wire
