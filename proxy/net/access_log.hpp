// The access log's file: workers hand over whole buffers, a thread of its own writes them. A full disk or a closed pipe
// costs lines, never requests (http-rules.md O7).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ramal::net {

class access_log {
 public:
  // `where`: "stdout", "off" or a file's path (appended to, made with mode 0640). Throws std::system_error.
  explicit access_log(const std::string& where);
  ~access_log();  // writes what is left; a pipe that nobody reads holds it up for 2 s
  access_log(const access_log&) = delete;
  access_log& operator=(const access_log&) = delete;

  bool is_on() const { return fd_ >= 0; }
  // Takes the lines and leaves an empty buffer, with room if there is one to spare. Any thread.
  void submit(std::string& lines);

 private:
  void run();
  bool write_lines(const std::string& lines);
  bool write_all(std::string_view rest);

  int fd_ = -1;
  bool owned_ = false;
  bool is_file_ = false;
  bool torn_ = false;  // the last write ended within a line
  int patience_ = 0;   // milliseconds
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> full_;
  std::vector<std::string> spare_;
  std::size_t pending_ = 0;   // bytes in full_
  std::uint64_t dropped_ = 0; // buffers that could not be written
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ramal::net
