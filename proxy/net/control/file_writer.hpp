// Whether somebody is writing a file at this moment.
#pragma once

#include <cstdint>
#include <string>

namespace ramal::net {

enum class file_writer : std::uint8_t {
  none,
  some,     // it is open for writing
  unknown,  // the system tells only the file's owner
};

file_writer find_writer(const std::string& path);

}  // namespace ramal::net
