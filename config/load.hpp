// From YAML text and environment to a checked configuration, or to every mistake in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "config/context.hpp"
#include "config/model.hpp"
#include "config/problem.hpp"

namespace ramal::config {

// Problems come sorted: the file's by line, then the environment's. Never empty.
template <class Settings>
using loaded = boost::system::result<Settings, std::vector<problem>>;

// `name` is how messages call the file. An empty text is a file without keys: all may come from the environment.
loaded<gateway> load_gateway(std::string_view text, const std::string& name, const environment& variables,
                             const files& access = {});
loaded<reference_engine> load_reference_engine(std::string_view text, const std::string& name,
                                               const environment& variables, const files& access = {});

// The same from a file; one that cannot be read is a problem, and so is one whose last line has no line end: it may be
// cut off (rule O1).
loaded<gateway> load_gateway_file(const std::string& path, const environment& variables, const files& access = {});
loaded<reference_engine> load_reference_engine_file(const std::string& path, const environment& variables,
                                                    const files& access = {});

}  // namespace ramal::config
