// The one decision about credentials: which native key a request travels with, or 401 (go-calls.md section 2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/system/result.hpp>

#include "auth/credentials.hpp"
#include "auth/key_ring.hpp"
#include "routes/failure.hpp"

namespace ramal::auth {

// The views live as long as the ring and the head. `native_value` is secret: it goes into the native request's header
// and nowhere else.
struct decision {
  std::string_view key_name;      // the ring's name, or "native" for a client's own native key
  std::string_view native_value;  // visible ASCII, not empty
  config::native_key_kind kind = config::native_key_kind::key;
  bool injected = true;         // from the ring: the engine's 401 is then the operator's fault
  std::uint64_t name_mark = 0;  // of the ring's principal; 0 where the key is the client's own
  std::uint64_t binding_mark = 0;
  const scope* limits = nullptr;  // null: none
  std::size_t position = 0;       // in the ring; of no meaning where the key is the client's own
};

// Always not_authorized: a key that has expired, or comes from elsewhere, looks like one that nobody has.
struct refusal : routes::failure {
  std::string_view key_name{};  // of a key of the ring that may not be used now, for the log; lives as long as the ring

  explicit refusal(routes::reason because = routes::reason::unknown_key, std::string_view name = {})
      : failure(routes::failure_kind::not_authorized, because), key_name(name) {}
};

// The first header present in the order apikey, x-api-key, x-api-key-id decides, even if it is empty. The ring comes
// first; where `accept_native_keys` is set, `ps_...` in apikey or x-api-key and anything in x-api-key-id is taken as a
// native key; one of the ring never, even if its scope makes it unknown. Why a refusal is one is for the log. Allocates
// nothing, and takes as long for a key that its scope makes unknown as for one that is unknown.
boost::system::result<decision, refusal> decide(const presented& credentials, const key_ring& ring,
                                                bool accept_native_keys, const sighting& seen);

}  // namespace ramal::auth
