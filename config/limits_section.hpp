// `limits` of the gateway: bounds of what clients may send, hold and ask for.
#pragma once

#include "config/schema.hpp"

namespace ramal::config {

const section& limits_section();

}  // namespace ramal::config
