#include "proxy/net/configuration_file.hpp"

#include <algorithm>

#include "proxy/net/tls_contexts.hpp"

namespace ramal::net {

// A stamp is older than what is read: a change in between shows as one that came later.
config::loaded<config::gateway> configuration_file::load() {
  seen_.clear();
  note(path_);
  config::files access;
  access.read_secret = [this](const std::string& file) { return note(file), config::read_secret_file(file); };
  access.unreadable = [this](const std::string& file) { return note(file), config::why_unreadable(file); };
  access.no_secret_file = [this](const std::string& file) { return note(file), config::why_no_secret_file(file); };
  auto settings = config::load_gateway_file(path_, config::process_environment(), access);
  if (settings.has_error()) return settings;
  if (auto problem = find_tls_problem(*settings)) {
    problem->file = path_;
    return std::vector{std::move(*problem)};
  }
  return settings;
}

std::vector<std::string> configuration_file::files() const {
  std::vector<std::string> names;
  for (const auto& [name, stamp] : seen_) names.push_back(name);
  return names;
}

bool configuration_file::has_changed() const {
  return std::any_of(seen_.begin(), seen_.end(),
                     [](const auto& one) { return !one.second.same_as(file_stamp(one.first)); });
}

}  // namespace ramal::net
