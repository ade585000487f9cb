// `tracing` of the gateway (contracts/console.md section 2): where spans of requests go.
#pragma once

#include "config/schema.hpp"

namespace ramal::config {

const section& tracing_section();

}  // namespace ramal::config
