#include "tests/system/process_figures.hpp"

#include <cstring>
#include <sstream>

namespace ramal::system_tests {

std::string process_file(const ramal_process& program, const char* name) {
  return read_file("/proc/" + std::to_string(program.pid()) + "/" + name);
}

long ticks_of(const ramal_process& program) {
  const auto stat = process_file(program, "stat");
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  long user = 0, system = 0;
  fields >> user >> system;
  return user + system;
}

long resident_kib(const ramal_process& program, const char* field) {
  const auto status = process_file(program, "status");
  return std::stol(status.substr(status.find(field) + std::strlen(field) + 1));
}

}  // namespace ramal::system_tests
