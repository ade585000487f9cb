// The gateway's configuration as it is on disk: loaded whole, with the secrets and certificates that it names.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "proxy/net/file_stamp.hpp"

namespace ramal::net {

class configuration_file {
 public:
  explicit configuration_file(std::string path) : path_(std::move(path)) {}

  // Reads and checks everything, also what certificates and keys hold. Every call begins anew.
  config::loaded<config::gateway> load();

  // The files that the last load looked at.
  std::vector<std::string> files() const;
  // Whether any of them is another one than the last load found.
  bool has_changed() const;

 private:
  void note(const std::string& file) { seen_.insert_or_assign(file, file_stamp(file)); }

  std::string path_;
  std::map<std::string, file_stamp> seen_;
};

}  // namespace ramal::net
