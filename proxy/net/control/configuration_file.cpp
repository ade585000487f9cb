#include "proxy/net/control/configuration_file.hpp"

#include <algorithm>
#include <thread>

#include "config/locate.hpp"
#include "proxy/net/control/file_writer.hpp"

namespace ramal::net {
namespace {

using namespace std::chrono_literals;

// Since its last change a file is left alone for so long: scripts write it in several steps, and open it for each.
constexpr auto closed_file_quiet = 100ms;
// The same for one that somebody has open for writing: either the writing goes on, or the writer forgot to close it.
constexpr auto open_file_quiet = 2s;

template <class Settings, class Try>
config::loaded<Settings> wait_for(configuration_file& of, Try try_it) {
  const auto until = std::chrono::steady_clock::now() + configuration_file::patience;
  for (;;) {
    if (auto settings = try_it()) return std::move(*settings);
    if (std::chrono::steady_clock::now() >= until) return std::vector{of.write_problem()};
    std::this_thread::sleep_for(configuration_file::look_again);
  }
}

}  // namespace

void configuration_file::begin() {
  seen_.clear();
  warnings_.clear();
  being_written_.clear();
  note(path_);
}

// A stamp is older than what is read: a change in between shows as one that came later.
config::files configuration_file::noting_access() {
  config::files access;
  access.read_secret = [this](const std::string& file) { return note(file), config::read_secret_file(file); };
  access.readable = [this](const std::string& file) { return note(file), config::check_readable(file); };
  access.secret_file = [this](const std::string& file) { return note(file), config::check_secret_file(file); };
  access.warn = [this](const config::problem& odd) { warnings_.push_back(odd); };
  return access;
}

// A file that was emptied is about to be written: nobody removes all settings on purpose while the program runs. One
// that was put in the place of the one before, as `mv` does it, was written elsewhere: it is whole.
bool configuration_file::is_whole(const std::string& file, const file_stamp& before) const {
  const file_stamp now(file);
  if (!now.same_state(before)) return false;
  if (!now.is_there()) return true;
  const auto taken = taken_.find(file);
  const bool known = taken != taken_.end() && taken->second.is_there();
  if (now.is_empty() && known && !taken->second.is_empty()) return false;
  const file_writer writer = find_writer(file);
  if (writer == file_writer::some) return now.is_older_than(open_file_quiet);
  const bool replaced = known && !now.same_file(taken->second);
  return (writer == file_writer::none && replaced) || now.is_older_than(closed_file_quiet);
}

bool configuration_file::all_whole() {
  const auto found = std::find_if(seen_.begin(), seen_.end(),
                                  [this](const auto& one) { return !is_whole(one.first, one.second); });
  if (found != seen_.end()) being_written_ = found->first;
  return found == seen_.end();
}

template <class Settings, class Read>
std::optional<config::loaded<Settings>> configuration_file::try_to(Read read) {
  begin();
  if (!all_whole()) return std::nullopt;
  config::loaded<Settings> settings = read(noting_access());
  if (!all_whole()) return std::nullopt;
  taken_ = seen_;
  return settings;
}

std::optional<config::loaded<configuration>> configuration_file::try_load() {
  return try_to<configuration>([this](const config::files& access) -> config::loaded<configuration> {
    auto settings = config::load_gateway_file(path_, config::process_environment(), access);
    if (settings.has_error()) return settings.error();
    auto made = with_certificates(std::move(*settings));
    if (!made.has_error()) return std::move(*made);
    config::problem found = made.error();
    config::locate(found, path_, config::process_environment());
    return std::vector{std::move(found)};
  });
}

config::loaded<configuration> configuration_file::load() {
  return wait_for<configuration>(*this, [this] { return try_load(); });
}

config::loaded<config::reference_engine> configuration_file::load_reference_engine() {
  return wait_for<config::reference_engine>(*this, [this] {
    return try_to<config::reference_engine>([this](const config::files& access) {
      return config::load_reference_engine_file(path_, config::process_environment(), access);
    });
  });
}

config::problem configuration_file::write_problem() const {
  config::problem found;
  found.file = being_written_;
  found.text =
      "is being written at this moment, and is read once it is whole: close it, or put a finished file in its "
      "place (mv)";
  return found;
}

configuration_file::stamps configuration_file::look() const {
  stamps now;
  for (const auto& [name, stamp] : seen_) now.emplace(name, file_stamp(name));
  return now;
}

bool configuration_file::has_changed() const {
  return !being_written_.empty() || std::any_of(seen_.begin(), seen_.end(), [](const auto& one) {
    return !one.second.same_as(file_stamp(one.first));
  });
}

}  // namespace ramal::net
