// Keys that every server has which requests are sent to: the engine, and Evolution GO.
#pragma once

#include <string>
#include <string_view>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// base_url: where the server is. It shows nothing as long as there is no host.
field base_url_field();

// A shorter wait inside a longer one; only what the user wrote is judged, defaults may overlap.
void check_order(context& load, const node& mapping, const std::string& path, std::string_view shorter,
                 milliseconds shorter_value, std::string_view longer, milliseconds longer_value);

}  // namespace ramal::config
