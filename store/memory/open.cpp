#include <utility>

#include "store/memory/memory_backend.hpp"
#include "store/open_store.hpp"

namespace ramal::store {

std::unique_ptr<event_store> open_memory_store(const limits& bounds, store_options options) {
  return std::make_unique<event_store>(std::make_unique<memory_backend>(bounds), std::move(options));
}

}  // namespace ramal::store
