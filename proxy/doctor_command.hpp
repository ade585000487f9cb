// `ramal doctor`: looks at the configuration, at this system and at the engine, and says what is wrong and what mends it.
#pragma once

#include <string>

namespace ramal::net {

// Prints what it finds, as text or JSON. 0, or 1 if anything failed. Blocks; never places a call.
int run_doctor(const std::string& config_file, bool as_json);

}  // namespace ramal::net
