// One request of our own to the engine, that proves that it can be asked (http-rules.md U16).
#pragma once

#include <cstdint>
#include <string>

#include "proxy/flow/task.hpp"
#include "proxy/flow/worker_parts.hpp"
#include "routes/failure.hpp"

namespace ramal::flow {

struct trial {
  bool served = false;
  routes::reason why = routes::reason::none;  // it is not, if there is a word for it
  std::uint16_t status = 0;                   // of the engine's answer; 0: there is none
  std::string key;                            // the name of the key that was used
  std::string detail;                         // of why
};

// Asks for the newest call with the first key. Any JSON answer of the API but 401 and 403 will do. Without a key in the
// configuration, since clients bring their own, one will do, too.
task<trial> try_engine(worker_parts& parts);

}  // namespace ramal::flow
