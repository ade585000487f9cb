#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/context.hpp"

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

// O_NONBLOCK above: a named pipe must not hold the start up; it is refused here.
std::string why_not_regular(const open_file& file, struct stat& status) {
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0) {
    return "cannot open the file named here (" + std::string(std::strerror(errno)) + "): check its path and its owner";
  }
  if (!S_ISREG(status.st_mode)) return "what is named here is no regular file: write the path of one";
  return {};
}

std::string why_no_secret(const open_file& file) {
  struct stat status {};
  if (auto why = why_not_regular(file, status); !why.empty()) return why;
  if ((status.st_mode & S_IROTH) == 0) return {};
  return "everybody may read the file named here: take that right away with chmod o-r (for a container's secret: mode "
         "0400)";
}

}  // namespace

std::string why_unreadable(const std::string& path) {
  struct stat status {};
  return why_not_regular(open_file(path), status);
}

std::string why_unwritable(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return "what is named here is a folder: write the path of a file in it";
    if (::access(path.c_str(), W_OK) == 0) return {};
    return "cannot be written (" + std::string(std::strerror(errno)) + "): check the file's owner and mode";
  }
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  if (errno == ENOENT || errno == ENOTDIR)
    return "the folder of this file does not exist: make it (mkdir -p), or choose another path";
  return "the folder of this file cannot be written (" + std::string(std::strerror(errno)) +
         "): check its owner and mode, or choose another path";
}

std::string why_no_secret_file(const std::string& path) { return why_no_secret(open_file(path)); }

parsed<secret> read_secret_file(const std::string& path) {
  const open_file file(path);
  if (auto why = why_no_secret(file); !why.empty()) return wrong(std::move(why));
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
