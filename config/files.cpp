#include <array>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/context.hpp"
#include "config/secret_rights.hpp"

namespace ramal::config {
namespace {

class open_file {
 public:
  explicit open_file(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

constexpr std::size_t most_of_key_file = 65'536;  // certificates and a key in one file

// O_NONBLOCK above: a named pipe must not block the start; it is refused here.
checked check_regular(const open_file& file, const std::string& path, struct stat& status) {
  if (file.descriptor() < 0) {
    const int error = errno;
    const bool known = ::stat(path.c_str(), &status) == 0;
    return wrong(why_not_opened(error, known ? &status : nullptr, ::geteuid()));
  }
  if (::fstat(file.descriptor(), &status) != 0) return wrong(why_not_opened(errno, nullptr, ::geteuid()));
  if (!S_ISREG(status.st_mode)) return wrong("what is named here is no regular file: write the path of one");
  return {};
}

std::string without_links(const open_file& file) {
  std::array<char, 4'096> path;
  const std::string link = "/proc/self/fd/" + std::to_string(file.descriptor());
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  return size < 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(size));
}

std::string mounts_of_this_process() {
  std::ifstream table("/proc/self/mountinfo");
  return std::string(std::istreambuf_iterator<char>(table), {});
}

// Before its rights are checked: a certificate that was named by mistake may be readable by everybody.
checked check_kind(const open_file& file) {
  std::string content(most_of_key_file, '\0');
  const ssize_t size = ::pread(file.descriptor(), content.data(), content.size(), 0);
  checked may_be_key = check_may_be_key(
      std::string_view(content).substr(0, static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
  OPENSSL_cleanse(content.data(), content.size());
  return may_be_key;
}

checked check_secret(const open_file& file, const std::string& path) {
  struct stat status {};
  if (checked regular = check_regular(file, path, status); !regular) return regular;
  if (checked kind = check_kind(file); !kind) return kind;
  if ((status.st_mode & S_IROTH) == 0) return {};
  return check_private_file(without_links(file), status, ::geteuid(), mounts_of_this_process());
}

}  // namespace

checked check_readable(const std::string& path) {
  struct stat status {};
  return check_regular(open_file(path), path, status);
}

checked check_writable(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return wrong("what is named here is a folder: write the path of a file in it");
    if (::access(path.c_str(), W_OK) == 0) return {};
    return wrong("cannot be written (" + std::string(std::strerror(errno)) + "): check the file's owner and mode");
  }
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  if (errno == ENOENT || errno == ENOTDIR)
    return wrong("the folder of this file does not exist: make it (mkdir -p), or choose another path");
  return wrong("the folder of this file cannot be written (" + std::string(std::strerror(errno)) +
               "): check its owner and mode, or choose another path");
}

checked check_secret_file(const std::string& path) { return check_secret(open_file(path), path); }

parsed<secret> read_secret_file(const std::string& path) {
  const open_file file(path);
  if (const checked may_be_secret = check_secret(file, path); !may_be_secret) return may_be_secret.error();
  std::array<char, 4'097> bytes;
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.descriptor(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  std::string_view text(bytes.data(), size);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  secret result(text);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  if (size == bytes.size()) return wrong("the file named here is larger than 4 KiB: it is no key");
  if (result.empty()) return wrong("the file named here is empty: write the key into it");
  return result;
}

}  // namespace ramal::config
