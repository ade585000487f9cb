// engine.headers: lines that an operator adds to every request to the engine (http-rules.md H1).
#pragma once

#include <string>
#include <vector>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

const section& header_line_section();

// No name twice, in any case.
void check_header_lines(context& load, const node& engine, const std::string& path,
                        const std::vector<header_line>& lines);

}  // namespace ramal::config
