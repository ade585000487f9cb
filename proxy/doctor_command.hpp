// `ramal doctor`: looks at the configuration, at this system and at the engine, and says what is wrong and what mends it.
#pragma once

#include <string>

namespace ramal::net {

// Prints what it finds, as text or JSON. 0, or 1 if anything failed. Blocks; never places a call. `url`: the base URL of the
// clients, which is asked from outside; "": it is not.
int run_doctor(const std::string& config_file, bool as_json, const std::string& url);

// `ramal keys test NAME`: one list of one call with its native key. 0, 1 if the engine refuses it, 64 if there is no such
// key, 69 if the engine does not answer, 78. Blocks; never places a call.
int test_key(const std::string& config_file, const std::string& name);

}  // namespace ramal::net
