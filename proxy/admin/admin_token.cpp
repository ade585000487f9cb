#include "proxy/admin/admin_token.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "config/addresses.hpp"
#include "events/digest.hpp"

namespace ramal::admin {
namespace {

std::string random_text() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("no random bytes: check the system's random source");
  return events::hex(events::bytes_of(bytes));
}

// 0, or what errno says. Whoever looks finds the old file or the whole new one.
int write_alone(const std::string& path, std::string_view text) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return errno;
  const ssize_t written = ::write(file, text.data(), text.size());
  const int problem = written < 0 ? errno : static_cast<std::size_t>(written) == text.size() ? 0 : ENOSPC;
  const int closed = ::close(file) == 0 ? 0 : errno;
  if (problem == 0 && closed == 0 && std::rename(fresh.c_str(), path.c_str()) == 0) return 0;
  const int why = problem != 0 ? problem : closed != 0 ? closed : errno;
  ::unlink(fresh.c_str());
  return why;
}

}  // namespace

made_token make_token(const std::string& folder) {
  made_token made{random_text(), folder + "/admin.token", ""};
  if (const int why = write_alone(made.file, made.text + "\n"); why != 0) {
    made.problem = made.file + ": " + std::generic_category().message(why);
    made.file.clear();
  }
  return made;
}

std::string console_address(const std::string& host, unsigned port, const std::string& token, bool has_tls) {
  return (has_tls ? "https://" : "http://") +
         config::print_listener({config::dialled_host(host), static_cast<std::uint16_t>(port)}) + "/#t=" + token;
}

}  // namespace ramal::admin
