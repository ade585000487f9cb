// Bounds of the store (webhooks.md sections 6 to 8). All ages in wall-clock time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ramal::store {

struct limits {
  std::int64_t bytes = std::int64_t{512} << 20;  // of the file, webhooks.store_bytes
  std::int64_t pending = 100'000;                // events that are ready or busy, webhooks.pending
  std::int64_t identities = 1'000'000;           // phases of calls that are remembered
  std::int64_t attempts = 100'000;               // rows of the delivery log
  std::int64_t dead_of_key = 10'000;             // dead letters of one key
  std::chrono::hours keep_done{24}, keep_dead{7 * 24}, keep_attempts{7 * 24}, keep_calls{48};
  // How many rows one request may change or return, so that no request holds up the others for long.
  std::int64_t rows = 1'000;
};

// The clock by which things grow old. It follows the wall clock by at most `aging_step` for each tidying, so that a
// clock that jumps ahead for a while does not make the store forget everything at once.
inline constexpr std::chrono::minutes aging_step{10};
// A wall clock that goes back by more than this has been set: waiting times are moved with it.
inline constexpr std::chrono::seconds clock_tolerance{2};

inline constexpr std::size_t error_bytes = 200;
inline constexpr std::size_t answer_bytes = 512;
inline constexpr std::int64_t most_claimed = 256;

// The first `most` bytes.
std::string cut(std::string_view text, std::size_t most);

// A row count from a caller: 1 to `most`.
std::int64_t bounded(std::int64_t asked, std::int64_t most);

}  // namespace ramal::store
