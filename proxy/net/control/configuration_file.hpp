// A configuration as it is on disk: loaded whole, with the secrets and certificates that it names, each file once, and
// only while nobody writes any of these files (http-rules.md O1).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "proxy/net/server/configuration.hpp"
#include "proxy/net/tls/file_stamp.hpp"

namespace ramal::net {

class configuration_file {
 public:
  // How long a load waits while a file is being written, and how often it looks.
  static constexpr std::chrono::seconds patience{5};
  static constexpr std::chrono::milliseconds look_again{20};

  using stamps = std::map<std::string, file_stamp>;

  explicit configuration_file(std::string path) : path_(std::move(path)) {}

  // Reads and checks everything, also what certificates and keys hold. Every call reads all files again. Waits while a
  // file is being written; where that takes too long, it is a problem.
  config::loaded<configuration> load();
  config::loaded<config::reference_engine> load_reference_engine();
  // load() without waiting; none: a file is being written, see write_problem().
  std::optional<config::loaded<configuration>> try_load();

  // What the last load accepted, but is probably a mistake.
  const std::vector<config::problem>& warnings() const { return warnings_; }
  // Which file is being written, and what to do.
  config::problem write_problem() const;

  // The files that the last load looked at, as they are now.
  stamps look() const;
  // Whether any of them is another one than the last load found, or was being written then.
  bool has_changed() const;

 private:
  void note(const std::string& file) { seen_.insert_or_assign(file, file_stamp(file)); }
  void begin();
  config::files noting_access();
  bool is_whole(const std::string& file, const file_stamp& before) const;
  bool all_whole();
  template <class Settings, class Read>
  std::optional<config::loaded<Settings>> try_to(Read read);

  std::string path_;
  stamps seen_;
  stamps taken_;               // what the last load found that was not disturbed
  std::string being_written_;  // a file, "" for none
  std::vector<config::problem> warnings_;
};

}  // namespace ramal::net
