#include "tests/store/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace ramal::store {

child_process::child_process(const std::vector<std::string>& arguments) {
  std::vector<std::string> texts{RAMAL_STORE_CHILD};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (auto& one : texts) words.push_back(one.data());
  words.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const int error = ::posix_spawn(&pid_, RAMAL_STORE_CHILD, &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  output_ = ends[0];
  if (error != 0) throw std::runtime_error("store_child does not start");
}

child_process::~child_process() {
  kill();
  ::close(output_);
}

void child_process::kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string child_process::line() {
  for (;;) {
    const auto end = read_.find('\n');
    if (end != std::string::npos) {
      std::string result = read_.substr(0, end);
      read_.erase(0, end + 1);
      return result;
    }
    pollfd ready{output_, POLLIN, 0};
    if (::poll(&ready, 1, 20'000) <= 0) return "";
    char bytes[4'096];
    const auto count = ::read(output_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return "";
    read_.append(bytes, static_cast<std::size_t>(count));
  }
}

}  // namespace ramal::store
