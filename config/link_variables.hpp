// Variables that Kubernetes and Docker make for a service or a link whose name begins with `ramal`: they look like
// settings and are none.
#pragma once

#include <string>

#include "config/context.hpp"

namespace ramal::config {

enum class link_variable {
  no,  // of the user
  yes,
  by_name,  // called like one, but its value is none that Kubernetes or Docker would write
};

// `name` is one of `variables`, begins with RAMAL_ and names no setting.
link_variable find_link_variable(const std::string& name, const environment& variables);

}  // namespace ramal::config
