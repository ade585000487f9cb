// How a request to the store ends, and the exception that carries a failure inside the store.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ramal::store {

enum class status : std::uint8_t {
  ok,      // durable (writes), or read
  full,    // nothing was stored: a limit is reached (webhooks.md section 8); 503 OUTBOX_FULL
  failed,  // nothing was stored, as far as is known: 503 OUTBOX_FAILED. `why` says what to do
};

template <class Value>
struct outcome {
  status result = status::failed;
  Value value{};    // meaningful if ok
  std::string why;  // for the log; names files and causes, never contents. "" if ok

  bool ok() const { return result == status::ok; }
};

// Thrown by backends, never out of the store.
class problem : public std::runtime_error {
 public:
  enum class kind : std::uint8_t {
    full,     // a limit; the change was not begun
    failed,   // the surroundings: disk, rights, another process. The same request may succeed later
    damaged,  // the file is no database any more
    refused,  // this change can never be made
  };

  problem(kind what, const std::string& text) : std::runtime_error(text), what_kind(what) {}

  kind what_kind;
};

}  // namespace ramal::store
