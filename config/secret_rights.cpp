#include "config/secret_rights.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace ramal::config {
namespace {

constexpr std::string_view folder_of_secrets = "/run/secrets";

// The words of a line: blanks in a path are written as \040.
std::string_view word(std::string_view line, std::size_t index) {
  for (; index != 0; --index) line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);
  return line.substr(0, line.find(' '));
}

std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view digits = text.substr(i + 1, 3);
    const bool octal = text[i] == '\\' && digits.size() == 3 && digits.find_first_not_of("01234567") == digits.npos;
    if (octal) result += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
    else result += text[i];
    if (octal) i += 3;
  }
  return result;
}

bool is_at_or_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string in_octal(mode_t mode) {
  std::string digits;
  for (const unsigned shift : {9U, 6U, 3U, 0U}) digits += static_cast<char>('0' + ((mode >> shift) & 7U));
  return digits;
}

// Compose's and Swarm's short syntax leaves owner and mode as they are.
std::string long_syntax(uid_t user) {
  return "of a container's secret write the long syntax, {source: NAME, uid: \"" + std::to_string(user) +
         "\", mode: 0400}";
}

}  // namespace

bool is_on_mount_of_secrets(std::string_view path, std::string_view mounts) {
  if (!path.starts_with(std::string(folder_of_secrets) + "/") || path.find("/../") != path.npos) return false;
  while (!mounts.empty()) {
    const auto end = std::min(mounts.find('\n'), mounts.size());
    constexpr std::size_t mount_point = 4;  // proc(5): id, parent, device, root, mount point
    const std::string point = unescaped(word(mounts.substr(0, end), mount_point));
    mounts.remove_prefix(std::min(end + 1, mounts.size()));
    if (is_at_or_below(point, folder_of_secrets) && is_at_or_below(path, point)) return true;
  }
  return false;
}

checked check_private_file(std::string_view path, const struct stat& status, uid_t user, std::string_view mounts) {
  if ((status.st_mode & S_IROTH) == 0 || is_on_mount_of_secrets(path, mounts)) return {};
  const std::string who = std::to_string(user);
  std::string advice = "everybody may read the file named here: take that right away with chmod o-r";
  if (status.st_uid != user) advice += ", and give it to the user that runs this program with chown " + who;
  return wrong(advice + "; " + long_syntax(user));
}

std::string why_not_opened(int error, const struct stat* status, uid_t user) {
  const std::string said = "cannot open the file named here (" + std::string(std::strerror(error)) + ")";
  if (error != EACCES || status == nullptr) return said + ": check its path and its owner";
  const std::string who = std::to_string(user);
  const std::string found = ": it has mode " + in_octal(status->st_mode) + " and belongs to user " +
                            std::to_string(status->st_uid) + ", while this program runs as user " + who;
  if (status->st_uid == user) return said + found + ": chmod 0400 it";
  return said + found + ": chown " + who + " it; " + long_syntax(user);
}

checked check_may_be_key(std::string_view content) {
  struct kind {
    std::string_view mark;
    std::string_view name;
  };
  constexpr std::array<kind, 4> kinds{{{"-----BEGIN CERTIFICATE REQUEST-----", "a request for a certificate"},
                                       {"-----BEGIN CERTIFICATE-----", "a certificate"},
                                       {"-----BEGIN TRUSTED CERTIFICATE-----", "a certificate"},
                                       {"-----BEGIN PUBLIC KEY-----", "a public key"}}};
  if (content.find("PRIVATE KEY-----") != content.npos) return {};
  for (const auto& [mark, name] : kinds) {
    const auto at = content.find(mark);
    if (at == content.npos || (at != 0 && content[at - 1] != '\n')) continue;
    return wrong("what is named here is " + std::string(name) +
                 ", which is no secret: name the file of the private key (-----BEGIN PRIVATE KEY-----)");
  }
  return {};
}

}  // namespace ramal::config
