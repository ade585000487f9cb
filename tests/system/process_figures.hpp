// What the kernel says of the program under test.
#pragma once

#include "tests/system/requests.hpp"

namespace ramal::system_tests {

// /proc/PID/NAME.
std::string process_file(const ramal_process& program, const char* name);
// Processor time that it has used so far, in clock ticks.
long ticks_of(const ramal_process& program);
// A line of /proc/PID/status: "VmRSS:" is what is in memory now, "VmHWM:" the most that ever was.
long resident_kib(const ramal_process& program, const char* field);

}  // namespace ramal::system_tests
