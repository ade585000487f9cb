// The effective configuration as YAML text: defaults, file and environment together. Every secret is `***`.
#pragma once

#include <string>

#include "config/model.hpp"

namespace ramal::config {

std::string dump(const gateway& settings);
std::string dump(const reference_engine& settings);

}  // namespace ramal::config
