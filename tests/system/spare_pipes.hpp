// For tests that leave the program without descriptors.
#pragma once

#include <cstdlib>
#include <string>

namespace ramal::system_tests {

// What is started from here to its end has pipes for UBSan, if it carries it (spare_pipes.cpp says why).
class spare_pipes {
 public:
#ifdef __SANITIZE_ADDRESS__  // UBSan comes with it
  spare_pipes() : options_(value_of("ASAN_OPTIONS")) {
    const auto separator = options_.empty() ? "" : ":";
    ::setenv("ASAN_OPTIONS", (options_ + separator + "verify_asan_link_order=0").c_str(), 1);
    ::setenv("LD_PRELOAD", SPARE_PIPES_LIBRARY, 1);
  }
  ~spare_pipes() {
    ::setenv("ASAN_OPTIONS", options_.c_str(), 1);
    ::unsetenv("LD_PRELOAD");
  }
#else
  spare_pipes() {}
  ~spare_pipes() {}
#endif
  spare_pipes(const spare_pipes&) = delete;
  spare_pipes& operator=(const spare_pipes&) = delete;

 private:
  static std::string value_of(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  }
  std::string options_;
};

}  // namespace ramal::system_tests
