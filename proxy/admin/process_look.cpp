#include "proxy/admin/process_look.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ramal::admin {

process_look look_at_process() {
  process_look made;
  std::ifstream from("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  from >> size >> resident;
  if (from) made.resident_bytes = resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::error_code error;
  for (std::filesystem::directory_iterator one("/proc/self/fd", error), end; !error && one != end; one.increment(error))
    ++made.descriptors;
  if (made.descriptors > 0) --made.descriptors;  // the folder itself, while it is read
  return made;
}

}  // namespace ramal::admin
