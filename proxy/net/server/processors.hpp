// How many processors this process may keep busy: what `workers: 0` stands for (http-rules.md O4b).
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace ramal::net {

// Those of the affinity mask (taskset, CPUAffinity=, cpusets), or fewer if the CPU quota of a control group gives less
// time; a part of one counts as one. At least 1.
std::size_t usable_processors();

// The smallest CPU quota of the control groups that this process is in, version 1 or 2, in processors; none: no quota.
// The system's files are read below `root`.
std::optional<double> processor_quota(const std::string& root = "");

}  // namespace ramal::net
