#include "proxy/check_command.hpp"

#include <cstdio>

#include "config/dump.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/report.hpp"

namespace ramal::net {
namespace {

template <class Settings>
void show(const Settings& settings, const command_line& line) {
  if (line.show) std::fputs(config::dump(settings).c_str(), stdout);
  else std::printf("%s: no problem found\n", line.config_file.c_str());
}

}  // namespace

int run_check(const command_line& line) {
  configuration_file source(line.config_file);
  const auto warn = [&] {
    for (const config::problem& odd : source.warnings())
      std::fprintf(stderr, "warning: %s\n", config::to_text(odd).c_str());
  };
  if (line.engine_file) {
    const auto read = source.load_reference_engine();
    warn();
    if (read.has_error()) return report(read.error());
    show(*read, line);
  } else {
    const auto read = source.load();
    warn();
    if (read.has_error()) return report(read.error());
    show(read->settings, line);
  }
  return exit_ok;
}

}  // namespace ramal::net
