#include "proxy/demo_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace ramal::net {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view name_begins = "ramal-demo-", name_ends = "XXXXXX";  // as mkdtemp wants it
constexpr int most_tries = 100;

// A descriptor that holds the lock of the folder, -1 if somebody else has it or if it is none of ours: another user's, or
// one that others may look into, as mkdtemp makes none.
int lock_own(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat found {};
  if (folder >= 0 && ::fstat(folder, &found) == 0 && found.st_uid == ::geteuid() && (found.st_mode & 0777) == 0700 &&
      ::flock(folder, LOCK_EX | LOCK_NB) == 0)
    return folder;
  if (folder >= 0) ::close(folder);
  return -1;
}

// Whether some process has the outbox in it open.
bool is_outbox_held(const std::string& path) {
  const int lock = ::open((path + "/outbox.db.lock").c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (lock < 0) return false;
  const bool held = ::flock(lock, LOCK_EX | LOCK_NB) != 0;
  ::close(lock);
  return held;
}

// Whether the path still leads to what the descriptor has open.
bool is_there(const std::string& path, int folder) {
  struct stat named {
  }, open{};
  return ::lstat(path.c_str(), &named) == 0 && ::fstat(folder, &open) == 0 && named.st_ino == open.st_ino &&
         named.st_dev == open.st_dev;
}

void remove(const std::string& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

// The lock ends with the process that has it, however it ends.
void remove_leftovers(const fs::path& temporary) {
  std::error_code odd;
  for (fs::directory_iterator one(temporary, odd), end; !odd && one != end; one.increment(odd)) {
    const std::string name = one->path().filename().string(), path = one->path().string();
    if (!name.starts_with(name_begins) || name.size() != name_begins.size() + name_ends.size()) continue;
    const int lock = lock_own(path);
    if (lock < 0) continue;
    if (!is_outbox_held(path) && is_there(path, lock)) remove(path);
    ::close(lock);
  }
}

}  // namespace

demo_folder::demo_folder() {
  std::error_code odd;
  const fs::path temporary = fs::temp_directory_path(odd);
  if (!odd) remove_leftovers(temporary);
  // Another demo that starts just now may take this one's folder for a leftover as long as it has no lock.
  for (int tries = 0; tries < most_tries; ++tries) {
    path_ = (temporary / name_begins).string().append(name_ends);
    if (odd || ::mkdtemp(path_.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), "no folder for the demo's events (TMPDIR names another)");
    lock_ = lock_own(path_);
    if (lock_ >= 0 && is_there(path_, lock_)) return;
    ::rmdir(path_.c_str());
    if (lock_ >= 0) ::close(std::exchange(lock_, -1));
  }
  throw std::system_error(EAGAIN, std::generic_category(), "the demo's folder cannot be locked: " + path_);
}

demo_folder::~demo_folder() {
  remove(path_);
  ::close(lock_);
}

}  // namespace ramal::net
