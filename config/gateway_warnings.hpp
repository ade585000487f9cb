// What may be meant in a gateway's configuration, but is probably a mistake.
#pragma once

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// `mapping` is the document that `settings` were read from.
void warn_of_gateway(context& load, const node& mapping, const gateway& settings);

}  // namespace ramal::config
