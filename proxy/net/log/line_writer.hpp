// Writes lines to a descriptor that perhaps nobody reads: a full pipe must not block the writer.
#pragma once

#include <string_view>

namespace ramal::net {

class line_writer {
 public:
  // `fd`: -1 is nowhere; its flags stay as they are, others may share it. `patience_ms`: how long a pipe that is full
  // is waited for, once, until it has taken something again.
  explicit line_writer(int fd = -1, int patience_ms = 0);

  // Whole lines, each with its end. False: not all of it was taken; what comes next begins a line of its own. A
  // terminal that hangs, or another process that fills the same pipe at this moment, may still hold it up.
  bool write(std::string_view lines) { return (!torn_ || write_all("\n")) && write_all(lines); }

 private:
  bool write_all(std::string_view rest);

  int fd_;
  bool is_file_;
  int patience_ms_;
  int patience_left_;
  bool torn_ = false;  // the last write ended within a line
};

}  // namespace ramal::net
