// The two places where a store may be kept.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "store/event_store.hpp"
#include "store/limits.hpp"

namespace ramal::store {

struct file_options {
  std::string path;  // webhooks.store; beside it stand PATH-wal, PATH-shm and PATH.lock
  limits bounds;
  // How long a write waits for another program that writes into the file (`ramal webhooks`, sqlite3).
  milliseconds busy_wait{1'000};
  // Takes what the operator must know: a file that was set aside, a schema that was changed. Called on the thread that
  // opens the file: the caller of open_file_store, later the writer thread. May be empty.
  std::function<void(const std::string& text)> notify;
  // Names a damaged file that is set aside.
  std::function<instant()> clock;
  store_options store;
};

struct opened_store {
  std::unique_ptr<event_store> store;  // never null
  std::string problem;                 // "" or why nothing can be stored now, and what to do
};

// Opens or makes the file (mode 0600). If that fails the store is there all the same: each request tries again, and is
// answered with `failed` until the cause is gone. A damaged file is set aside as PATH.damaged-TIME and a new one begins
// (webhooks.md section 8). A file of another program or of a newer Ramal is left alone. Events that were busy are
// ready. Blocks while the file is checked. One process at a time has a store open.
opened_store open_file_store(file_options options);

// For tests: the same, in memory alone. Linear in what it holds. Of the library ramal_memory_store.
std::unique_ptr<event_store> open_memory_store(const limits& bounds, store_options options = {});

}  // namespace ramal::store
