// The real binary under test: its own configuration in its own directory, a free port, stopped with SIGTERM.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/harness/socket.hpp"

namespace ramal::tests {

// A directory under the system's temporary one that goes away with its owner.
class temporary_directory {
 public:
  temporary_directory();
  ~temporary_directory();
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Writes a file that only its owner may read, as secrets demand.
void write_file(const std::filesystem::path& path, const std::string& text);
std::string read_file(const std::filesystem::path& path);

class ramal_process {
 public:
  // Starts `ramal serve --config FILE` with this YAML (see gateway_yaml.hpp) and waits for its port. `${dir}` in the
  // YAML and in `environment` ("NAME=value", added to the test's own) becomes directory(). `user`: who it runs as, 0
  // for the test's own user; only root may choose. Throws std::runtime_error with its stderr if it ends before it
  // listens.
  explicit ramal_process(std::string yaml, std::vector<std::string> environment = {}, uid_t user = 0);
  // Any command line after the program's name; no port is waited for.
  explicit ramal_process(std::vector<std::string> arguments);
  // stop(), if nobody did; a wrong end fails the running test.
  ~ramal_process();
  ramal_process(const ramal_process&) = delete;
  ramal_process& operator=(const ramal_process&) = delete;

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  const std::filesystem::path& directory() const { return directory_.path(); }

  void signal(int number);
  // SIGTERM and wait: the exit code, expected to be 0. Past the deadline it is killed: -SIGKILL.
  int stop(deadline until = within());
  // Waits for the end that comes by itself: the exit code, or minus the signal's number.
  int wait(deadline until = within());

  // What it has written so far.
  std::string stderr_text() const;
  std::string stdout_text() const { return read_file(directory() / "stdout"); }
  std::string access_log() const { return read_file(directory() / "access.log"); }
  // Waits until stderr contains `text`; false if it does not come.
  bool wait_for_stderr(const std::string& text, deadline until = within());
  // From the next line on nobody reads stderr, a pipe with room for a page, until read_stderr().
  void neglect_stderr();
  void read_stderr();

 private:
  void start(const std::vector<std::string>& arguments, std::vector<std::string> environment, uid_t user);
  void put_directory(std::string& text) const;
  void collect_stderr();
  void learn_port(deadline until);

  temporary_directory directory_;
  pid_t pid_ = -1;
  bool ended_ = false;
  bool stopped_by_test_ = false;
  int exit_code_ = 0;
  std::uint16_t port_ = 0;
  int stderr_fd_ = -1;
  std::thread reader_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string stderr_;
  bool stderr_ended_ = false;
  bool neglects_stderr_ = false;
};

}  // namespace ramal::tests
