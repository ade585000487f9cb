// Whether the engine serves what is configured (http-rules.md U16).
#pragma once

#include <cstdint>
#include <string>

#include "proxy/net/log/access_log.hpp"
#include "proxy/net/server/worker_settings.hpp"

namespace ramal::net {

// One request to the engine, with the first key, on the caller's thread and on a loop of its own: why it is not served,
// and what to do; "" if it is. Blocks, with the time limits of every request. `url`: the engine's, for the text.
std::string why_no_engine(const worker_settings& settings, std::uint64_t seed, access_log& log, const std::string& url);

}  // namespace ramal::net
