// Says in the program's log which addresses their limits turn away (http-rules.md L6, K10): once for each address and
// time that it happens, then once a minute with a count, and of all together a few lines a minute. Bounded memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "proxy/flow/client_origin.hpp"
#include "proxy/rules/trouble.hpp"

namespace ramal::net {

// By connections_per_address, by unauthorized_per_minute.
enum class turned_away : std::uint8_t { none, connection, key };

class address_notices {
 public:
  using time_point = rules::line_budget::time_point;

  // Any thread.
  void report(turned_away what, const flow::client_origin& from, std::size_t limit, time_point now);

 private:
  struct entry {
    turned_away what = turned_away::none;
    std::uint64_t name = 0;    // client_origin's
    std::uint64_t unsaid = 0;  // since the last line
    time_point said_at{};
    time_point last{};  // when it happened last
  };
  entry& find(turned_away what, std::uint64_t name, time_point now);

  std::mutex mutex_;
  std::array<entry, 32> recent_;
  std::uint64_t others_ = 0;  // of entries that others took the place of
  rules::line_budget lines_{6};
};

}  // namespace ramal::net
