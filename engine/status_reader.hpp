// Reads the status of an HTTP answer from its bytes as they come. It stops at the end of the status line: headers and
// body of the answer change nothing, however many and whatever they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ramal::engine {

class status_reader {
 public:
  enum class state : std::uint8_t { more, done, broken };

  // Any split of the bytes gives the same outcome. `broken`: no HTTP answer, or 256 KiB without a final status.
  state feed(std::string_view bytes);

  // Of the final answer, 200 to 599 or odd; 1xx answers in front of it are skipped, all but 101. 0 before `done`.
  unsigned status() const { return status_; }
  // What has come is no answer, but some bytes have come.
  bool began() const { return seen_ > 0; }

 private:
  state end_line();
  state end_status_line();

  std::string line_;           // of a status line, without its end; cut where nothing of interest follows
  std::size_t line_size_ = 0;  // of the present line, CR included
  std::size_t seen_ = 0;
  bool in_interim_head_ = false;
  unsigned status_ = 0;
};

}  // namespace ramal::engine
