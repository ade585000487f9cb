#include "tests/harness/ramal_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/harness/instrumented.hpp"

namespace ramal::tests {
namespace {

constexpr std::string_view announcement = "listening on 127.0.0.1:";

// As large core files as the system lets a process have: it is the program that must not want any.
void allow_core_files() {
  const rlimit any{RLIM_INFINITY, RLIM_INFINITY};
  rlimit most{};
  if (::setrlimit(RLIMIT_CORE, &any) == 0 || ::getrlimit(RLIMIT_CORE, &most) != 0) return;
  most.rlim_cur = most.rlim_max;
  ::setrlimit(RLIMIT_CORE, &most);
}

// What runs between fork and exec: only calls that are safe in a copy of a threaded process.
[[noreturn]] void become(char* const* arguments, char* const* environment, int stdout_fd, int stderr_fd, uid_t user) {
  ::dup2(stdout_fd, STDOUT_FILENO);
  ::dup2(stderr_fd, STDERR_FILENO);
  allow_core_files();
  // opened before, since the way to it may be closed to this user
  const int program = ::open(RAMAL_BINARY, O_RDONLY | O_CLOEXEC);
  if (user != 0 && (::setgroups(0, nullptr) != 0 || ::setgid(user) != 0 || ::setuid(user) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // no gateway outlives a test that crashed
  ::fexecve(program, arguments, environment);
  ::_exit(127);
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// True once the process has ended; false if the deadline comes first.
bool wait_for_end(pid_t pid, deadline until) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));  // glibc 2.36 declares it for C only
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  pollfd entry{fd, POLLIN, 0};
  const int ready = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  ::close(fd);
  return ready > 0;
}

}  // namespace

temporary_directory::temporary_directory() {
  auto pattern = (std::filesystem::temp_directory_path() / "ramal-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

ramal_process::ramal_process(std::string yaml, std::vector<std::string> environment, uid_t user) {
  put_directory(yaml);
  for (auto& each : environment) put_directory(each);
  write_file(directory() / "ramal.yaml", yaml);
  if (user != 0 &&
      (::chown(directory().c_str(), user, user) != 0 || ::chown((directory() / "ramal.yaml").c_str(), user, user) != 0))
    throw std::runtime_error("only root may choose the user");
  // a file that changed just now is left alone for a while
  std::filesystem::last_write_time(directory() / "ramal.yaml",
                                   std::filesystem::file_time_type::clock::now() - std::chrono::seconds(1));
  start({"serve", "--config", (directory() / "ramal.yaml").string()}, std::move(environment), user);
  learn_port(within());
}

ramal_process::ramal_process(std::vector<std::string> arguments) { start(arguments, {}, 0); }

ramal_process::~ramal_process() {
  read_stderr();
  if (!ended_) stop();
  reader_.join();
  ::close(stderr_fd_);
  if (stopped_by_test_ && exit_code_ != 0)
    FAIL_CHECK("ramal ended with " << exit_code_ << " after SIGTERM, stderr:\n" << stderr_);
}

void ramal_process::put_directory(std::string& text) const {
  constexpr std::string_view placeholder = "${dir}";
  for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder))
    text.replace(at, placeholder.size(), directory().string());
}

void ramal_process::start(const std::vector<std::string>& arguments, std::vector<std::string> environment, uid_t user) {
  std::vector<std::string> words{RAMAL_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  for (char** each = environ; *each != nullptr; ++each) environment.emplace_back(*each);
  const auto argv = pointers_to(words), envp = pointers_to(environment);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  const int out = ::open((directory() / "stdout").c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) become(argv.data(), envp.data(), out, ends[1], user);
  ::close(out);
  ::close(ends[1]);
  stderr_fd_ = ends[0];
  reader_ = std::thread([this] { collect_stderr(); });
}

void ramal_process::collect_stderr() {
  char buffer[4096];
  for (;;) {
    const auto got = ::read(stderr_fd_, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    std::unique_lock lock(mutex_);
    if (got > 0) stderr_.append(buffer, static_cast<std::size_t>(got));
    stderr_ended_ = got <= 0;
    changed_.notify_all();
    if (stderr_ended_) return;
    changed_.wait(lock, [this] { return !neglects_stderr_; });
  }
}

void ramal_process::neglect_stderr() {
  const std::lock_guard lock(mutex_);
  ::fcntl(stderr_fd_, F_SETPIPE_SZ, 4096);
  neglects_stderr_ = true;
}

void ramal_process::read_stderr() {
  const std::lock_guard lock(mutex_);
  neglects_stderr_ = false;
  changed_.notify_all();
}

bool ramal_process::wait_for_stderr(const std::string& text, deadline until) {
  std::unique_lock lock(mutex_);
  const auto seen = [&] { return stderr_.find(text) != std::string::npos; };
  changed_.wait_until(lock, until, [&] { return stderr_ended_ || seen(); });
  return seen();
}

void ramal_process::learn_port(deadline until) {
  std::size_t at = std::string::npos, digits_end = at;
  {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, until, [&] {
      at = stderr_.find(announcement);
      if (at != std::string::npos) digits_end = stderr_.find_first_not_of("0123456789", at + announcement.size());
      return stderr_ended_ || digits_end != std::string::npos;
    });
    if (digits_end != std::string::npos)
      port_ = static_cast<std::uint16_t>(std::stoi(stderr_.substr(at + announcement.size())));
  }
  if (port_ != 0) return;
  signal(SIGKILL);
  const int code = wait(within());
  reader_.join();
  ::close(stderr_fd_);
  throw std::runtime_error("ramal did not listen (" + std::to_string(code) + "), stderr:\n" + stderr_);
}

void ramal_process::signal(int number) {
  if (!ended_) ::kill(pid_, number);
}

int ramal_process::stop(deadline until) {
  stopped_by_test_ = true;
  signal(SIGTERM);
  // clang 14's ThreadSanitizer puts a signal off that comes outside of a blocking call, and now and then (1 of 600
  // right after the start) never calls its handler: 1,800 stops of a program without it lost none
  const bool may_be_lost = is_thread_sanitized() && !ended_;
  if (may_be_lost && !wait_for_end(pid_, within(std::chrono::seconds(3))) &&
      stderr_text().find("draining") == std::string::npos)
    signal(SIGTERM);
  return wait(until);
}

int ramal_process::wait(deadline until) {
  if (ended_) return exit_code_;
  if (!wait_for_end(pid_, until)) signal(SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
  ended_ = true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  std::unique_lock lock(mutex_);  // its last words may still be in the pipe
  changed_.wait_until(lock, within(), [this] { return stderr_ended_; });
  return exit_code_;
}

std::string ramal_process::stderr_text() const {
  const std::lock_guard lock(mutex_);
  return stderr_;
}

}  // namespace ramal::tests
