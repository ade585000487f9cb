#include "store/sqlite/file.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/outcome.hpp"

namespace ramal::store {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw problem(problem::kind::failed, "the outbox " + path + ": " + what);
}

std::string advice(int error) {
  const std::string text = std::strerror(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR: return "its directory does not exist: make it, or set webhooks.store to another file";
    case ENOSPC:
    case EDQUOT:
      return "the disk is full: make room there, or set webhooks.store to a file on another disk (" + text + ")";
    case EACCES:
    case EPERM:
    case EROFS: return "cannot be written: let this program's user write the file and its directory (" + text + ")";
    default: return "cannot be opened: " + text;
  }
}

bool exists(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

// "20260703T150000Z"
std::string stamp(instant now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts)};
}

// Whether the head of the file names this program's id (SQLite's file format, offset 68; schema.cpp).
bool is_outbox(int file) {
  char id[4];
  return ::pread(file, id, sizeof id, 68) == sizeof id && std::memcmp(id, "Rmlo", sizeof id) == 0;
}

// A name is durable once its directory is. Failure is no problem: the next start sets aside again.
void sync_directory(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

}  // namespace

void file_lock::acquire(const std::string& path) {
  if (descriptor_ >= 0) return;
  const std::string name = path + ".lock";
  const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) fail(path, advice(errno));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const bool held = errno == EWOULDBLOCK;
    const std::string why = std::strerror(errno);
    ::close(descriptor);
    fail(path, held ? "another process has it open: end that one, or set webhooks.store to a file of its own"
                    : "cannot be locked: " + why);
  }
  descriptor_ = descriptor;
}

void file_lock::release() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

bool make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (file < 0) fail(path, advice(errno));
  struct stat found {};
  const bool is_file = ::fstat(file, &found) == 0 && S_ISREG(found.st_mode);
  // Bodies hold phone numbers and the bots' tokens.
  if (is_file && (found.st_mode & 077) != 0 && is_outbox(file)) static_cast<void>(::fchmod(file, found.st_mode & 0700));
  ::close(file);
  if (!is_file) fail(path, "is no file: set webhooks.store to the path of one");
  return found.st_size > 0;
}

std::string set_aside(const std::string& path, instant now) {
  const std::string base = path + ".damaged-" + stamp(now);
  std::string target = base;
  for (int n = 2; exists(target) && n < 1'000; ++n) target = base + "-" + std::to_string(n);
  if (::rename(path.c_str(), target.c_str()) != 0)
    fail(path, "is damaged and cannot be set aside (" + std::string(std::strerror(errno)) + "): move it away by hand");
  ::rename((path + "-wal").c_str(), (target + "-wal").c_str());
  ::unlink((path + "-shm").c_str());
  sync_directory(path);
  return target;
}

}  // namespace ramal::store
