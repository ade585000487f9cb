// A body that is put through wire::body_relay as the network might: for tests and for the fuzzer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/wire/body_relay.hpp"
#include "tests/wire/outcomes.hpp"
#include "tests/wire/splits.hpp"

namespace ramal::test {

struct relayed {
  progress end = progress::need_more;
  failure_kind kind{};  // of a failure
  std::string out;      // as it was written
  std::string rest;     // behind the body
};

// `ends`: how many bytes have come after each read. `closes`: then the source ends. `most_written`: at once.
relayed relay(std::string_view input, const reads& ends, wire::framing from, body_kind to, std::size_t limit,
              bool closes, std::size_t window, std::size_t most_written, wire::body_filter* filter = nullptr);

// What a reader of this framing finds; nothing if it finds no end.
std::optional<std::string> unframed(std::string_view text, body_kind how);

}  // namespace ramal::test
