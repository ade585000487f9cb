// A number that a library which is loaded into the program reads from a file, at any time.
#pragma once

#include <catch2/catch.hpp>

#include <cstdint>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include "tests/harness/ramal_process.hpp"

namespace ramal::system_tests {

class told_number {
 public:
  told_number() { set(0); }
  void set(std::int64_t number) const {
    const int fd = ::open(path().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(::write(fd, &number, sizeof number) == sizeof number);
    ::close(fd);
  }
  std::string path() const { return (folder_.path() / "number").string(); }

 private:
  const tests::temporary_directory folder_;
};

}  // namespace ramal::system_tests
