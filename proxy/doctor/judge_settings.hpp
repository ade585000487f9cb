// What may be wrong with a configuration that can be put in force, and with certificates and clocks.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "config/model.hpp"
#include "proxy/doctor/finding.hpp"

namespace ramal::doctor {

using time_point = std::chrono::system_clock::time_point;

// Beside the warnings that reading it gives: keys that expire within a week, webhooks of keys whose number is not known.
std::vector<finding> judge_settings(const config::gateway& settings, time_point now);

// `name`: where it stands in the configuration. `end`: of the first one in its chain that is valid no more.
finding judge_certificate(std::string_view name, time_point end, time_point now);

// The engine's clock by the Date of its answer, which has whole seconds and was some time on its way.
finding judge_clock(time_point of_engine, time_point now);

}  // namespace ramal::doctor
