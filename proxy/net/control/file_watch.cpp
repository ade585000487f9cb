#include "proxy/net/control/file_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string_view>

namespace ramal::net {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;  // as the kernel
constexpr std::uint32_t in_folders = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE | IN_ATTRIB;
constexpr std::uint32_t in_files = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB;
constexpr std::uint32_t of_watch = IN_DELETE_SELF | IN_MOVE_SELF | IN_Q_OVERFLOW | IN_IGNORED | IN_UNMOUNT;

}  // namespace

file_watch::file_watch() : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

// By way of the other one: so that the descriptor is closed if there is no memory for the names.
file_watch::file_watch(const std::vector<std::string>& files) : file_watch() {
  if (fd_ < 0) return;
  for (const std::string& file : files) watch_path(file);
}

file_watch::~file_watch() {
  if (fd_ >= 0) ::close(fd_);
}

// Looks the path up as the kernel does, step by step.
void file_watch::watch_path(std::string path) {
  std::error_code error;
  fs::path rest = fs::absolute(path, error);
  fs::path folder = "/";
  for (int links = 0; !error && !rest.empty();) {
    const fs::path step = *rest.begin();
    rest = rest.lexically_relative(step);
    if (rest == ".") rest.clear();
    if (step == "/" || step == "." || step.empty()) continue;
    if (step == "..") {
      folder = folder.parent_path();
      continue;
    }
    watch_name(folder, step);
    const fs::path target = fs::read_symlink(folder / step, error);
    if (error) {  // no link
      error.clear();
      folder /= step;
      continue;
    }
    if (++links > most_links) return;
    rest = rest.empty() ? target : target / rest;
    if (target.is_absolute()) folder = "/";
  }
  const int watch = ::inotify_add_watch(fd_, folder.c_str(), in_files | IN_DELETE_SELF | IN_MOVE_SELF);
  if (watch >= 0) names_.try_emplace(watch);
}

// A directory that cannot be watched cannot be read either, and the load says so.
void file_watch::watch_name(const std::string& folder, const std::string& name) {
  const int watch = ::inotify_add_watch(fd_, folder.c_str(), in_folders | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
  if (watch >= 0) names_[watch].insert(name);
}

bool file_watch::take_events() {
  bool concerned = false;
  alignas(inotify_event) std::array<char, 16 * 1024> bytes;
  for (;;) {
    const ssize_t got = ::read(fd_, bytes.data(), bytes.size());
    if (got <= 0) return concerned;
    for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
      const auto& event = *reinterpret_cast<const inotify_event*>(bytes.data() + at);
      at += sizeof event + event.len;
      const auto watch = names_.find(event.wd);
      const bool named = watch != names_.end() && event.len != 0 &&
                         watch->second.contains(std::string_view(event.name));
      concerned = concerned || named || event.len == 0 || (event.mask & of_watch) != 0;
    }
  }
}

}  // namespace ramal::net
