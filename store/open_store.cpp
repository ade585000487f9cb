#include "store/open_store.hpp"

#include <utility>

#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {

opened_store open_file_store(file_options options) {
  store_options front = options.store;
  auto backend = std::make_unique<sqlite_backend>(std::move(options));
  opened_store result;
  try {
    backend->open();
  } catch (const problem& cause) { result.problem = cause.what(); }
  result.store = std::make_unique<event_store>(std::move(backend), std::move(front), result.problem);
  return result;
}

}  // namespace ramal::store
