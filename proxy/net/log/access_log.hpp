// The access log's file: workers hand over whole buffers, a thread of its own writes them. A full disk or a closed pipe
// costs lines, never requests (http-rules.md O7).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "proxy/net/log/line_writer.hpp"

namespace ramal::net {

class access_log {
 public:
  // `where`: "stdout", "off" or a file's path (appended to, made with mode 0640). Throws std::system_error.
  explicit access_log(const std::string& where);
  ~access_log();  // writes what is left; a pipe that nobody reads holds it up for 2 s
  access_log(const access_log&) = delete;
  access_log& operator=(const access_log&) = delete;

  // From now on lines go to `where`, or to a new file of the same name after log rotation has moved the old one away.
  // Throws as the constructor does, and then nothing has changed. Any thread.
  void reopen(const std::string& where);

  bool is_on() const { return on_.load(std::memory_order_relaxed); }
  // Takes the lines and leaves an empty buffer, with memory if there is some to spare. Any thread.
  void submit(std::string& lines) noexcept;
  // Lines that could not be written, since the start. Any thread.
  std::uint64_t lost_lines() const { return lost_lines_.load(std::memory_order_relaxed); }

 private:
  // Where lines go.
  struct sink {
    int fd = -1;  // none: nowhere
    bool owned = false;
  };
  static sink open_sink(const std::string& where);

  void run();
  bool take(std::string& lines);
  void note_lost(const std::string& lines) noexcept;
  void change_sink(const sink& next);

  std::atomic<bool> on_{false};
  std::atomic<std::uint64_t> lost_lines_{0};
  sink to_;  // the thread's own, as is what writes there
  line_writer writer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<sink> next_;
  std::vector<std::string> full_;
  std::vector<std::string> spare_;
  std::size_t pending_ = 0;    // bytes in full_
  std::uint64_t dropped_ = 0;  // buffers that could not be written
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ramal::net
