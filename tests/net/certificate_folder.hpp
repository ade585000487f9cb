// An authority, and what it signed, in files as a configuration names them.
#pragma once

#include <string>

#include "config/model.hpp"
#include "tests/harness/ramal_process.hpp"
#include "tests/system/certificates.hpp"

namespace ramal::net {

class certificate_folder {
 public:
  certificate_folder();

  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string authority_file() const { return file("ca.pem"); }
  // A certificate for the DNS name `name`, in files that are called so.
  config::certificate issue(const std::string& name) const;
  // A file of it, or one that is beside it.
  void write(const std::string& name, const std::string& text) const;
  void remove(const std::string& name) const;

 private:
  tests::temporary_directory folder_;
  system_tests::identity authority_ = system_tests::make_authority();
};

}  // namespace ramal::net
