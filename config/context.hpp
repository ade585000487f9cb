// What a load works with: where values come from besides the file, and the problems found so far.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "config/scalars.hpp"
#include "config/secret.hpp"

namespace ramal::config {

using environment = std::map<std::string, std::string, std::less<>>;

// The variables of this process.
environment process_environment();

// Reads a secret from a file: regular, not readable by everybody (rule K8), at most 4 KiB; one line end at its end is
// dropped. A mistake never holds the file's content.
parsed<secret> read_secret_file(const std::string& path);

// Whether a file can be read.
checked check_readable(const std::string& path);

// Whether a file can be read and may hold a secret: it must not be readable by everybody (rule K8).
checked check_secret_file(const std::string& path);

// Whether a file can be written; it need not be there.
checked check_writable(const std::string& path);

// The ways a load touches the file system and the clock; tests put their own in.
struct files {
  std::function<parsed<secret>(const std::string&)> read_secret = read_secret_file;
  std::function<checked(const std::string&)> readable = check_readable;
  std::function<checked(const std::string&)> secret_file = check_secret_file;
  std::function<checked(const std::string&)> writable = check_writable;
  std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
  std::function<void(const problem&)> warn{};  // gets what may be meant, but is probably a mistake; none: nobody does
  bool everybody_reads = false;                // the configuration itself: then no key may stand in it (rule K8)
};

class context {
 public:
  context(std::string file, const environment& known_variables, const files& file_access)
      : variables(known_variables), access(file_access), file_(std::move(file)) {}

  void report(const position& at, const std::string& path, std::string text, std::string nearest = {});
  void report(const position& at, const std::string& path, const mistake& why) {
    report(at, path, why.text, why.nearest);
  }

  // What may be meant, but is probably a mistake.
  void warn(const position& at, const std::string& path, std::string text);

  // Whether nothing was reported at this key path: a check across keys says nothing about a value that is wrong
  // already.
  bool clean(const std::string& path) const { return !reported_.contains(path); }

  // Problems of the file by line, then those of the environment by variable.
  std::vector<problem> take_problems();
  std::vector<problem>& problems() { return problems_; }
  std::vector<problem> take_warnings();  // in the same order

  const environment& variables;
  const files& access;

 private:
  std::vector<problem> in_order(std::vector<problem> all) const;

  std::string file_;
  std::vector<problem> problems_;
  std::vector<problem> warnings_;
  std::set<std::string, std::less<>> reported_;
};

}  // namespace ramal::config
