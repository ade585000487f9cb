#include "proxy/admin/process_look.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ramal::admin {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

process_look look_at_process() {
  process_look made;
  std::ifstream from("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  from >> size >> resident;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (from) made.resident_bytes = resident * page, made.virtual_bytes = size * page;
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) == 0) made.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) made.most_descriptors = files.rlim_cur;
  std::error_code error;
  for (std::filesystem::directory_iterator one("/proc/self/fd", error), end; !error && one != end; one.increment(error))
    ++made.descriptors;
  if (made.descriptors > 0) --made.descriptors;  // the folder itself, while it is read
  return made;
}

}  // namespace ramal::admin
