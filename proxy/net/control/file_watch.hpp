// Tells that something has happened to files, also by way of symbolic links: inotify on every directory in which their
// paths look up a name, so that a swap of Kubernetes' `..data` link or of a whole directory is seen, and on the files
// themselves, for those that are mounted alone (Docker).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ramal::net {

class file_watch {
 public:
  // Relative paths begin at the working directory. What a path leads to is found out now: make a new watch after a
  // change.
  explicit file_watch(const std::vector<std::string>& files);
  ~file_watch();
  file_watch(const file_watch&) = delete;
  file_watch& operator=(const file_watch&) = delete;

  // Becomes readable when something has happened; -1 if the system gives no more watches.
  int fd() const { return fd_; }
  // Takes what has happened off the descriptor, without waiting. False if none of it may concern the files.
  bool take_events();

 private:
  file_watch();
  void watch_path(std::string path);
  void watch_name(const std::string& folder, const std::string& name);

  int fd_;
  std::map<int, std::set<std::string, std::less<>>> names_;  // by watch: what counts in this directory
};

}  // namespace ramal::net
