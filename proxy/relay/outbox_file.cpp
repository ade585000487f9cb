#include "proxy/relay/outbox_file.hpp"

#include <chrono>

namespace ramal::relay {

store::instant wall_now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

store::file_options outbox_file(const config::webhook_settings& settings) {
  store::file_options options;
  options.path = settings.store;
  options.bounds.bytes = static_cast<std::int64_t>(settings.store_bytes);
  options.bounds.pending = static_cast<std::int64_t>(settings.pending);
  options.clock = wall_now;
  return options;
}

}  // namespace ramal::relay
