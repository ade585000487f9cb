// The engine's call objects, read into raw tokens (go-calls.md section 5, first table).
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "routes/predicted_members.hpp"
#include "routes/json.hpp"

namespace ramal::routes {

// Native keys that are renamed or mapped; `success`: copied, too; `reserved`: a native key of a name that Ramal itself
// writes, which is dropped, so that no answer has a key twice; `other`: copied.
enum class native_key : unsigned char {
  id,
  external_id,
  direction,
  status,
  peer_number,
  created_at,
  updated_at,
  started_at,
  connected_at,
  ended_at,
  duration_seconds,
  success,
  reserved,
  other
};

// The raw tokens of one native call object. Reused from call to call: its vector keeps its memory.
struct native_call {
  static constexpr std::size_t known_keys = static_cast<std::size_t>(native_key::reserved);
  static constexpr std::size_t most_predicted = 24;

  // A native key that is copied: `"name":value` as one span if the engine wrote it compactly, else two spans.
  struct copied {
    std::string_view name;  // with its quotes; empty if `value` holds whole members
    std::string_view value;
  };
  // One for each known key (empty: it is not there; `success` is known of one call alone), one for `reserved`, which
  // nobody reads, and read_predicted()'s own.
  std::array<std::string_view, known_keys + 1 + most_predicted> tokens{};
  std::vector<copied> others;
  std::size_t bytes = 0;  // length of the object's text

  std::string_view operator[](native_key key) const { return tokens[static_cast<std::size_t>(key)]; }
};

enum class call_count : unsigned char { one, many };  // after one there is nothing to predict

// Reads the call objects of one answer. Lives no longer than the text that its cursor reads.
class call_reader {
 public:
  call_reader(json::cursor& in, call_count count) : in_(in), count_(count) {}

  // Reads one object at the cursor. False if it is malformed (the cursor's what() tells).
  bool read(native_call& out);

 private:
  bool read_predicted(native_call& out, std::size_t& at);
  void predict(std::size_t at, std::string_view name, native_key key);

  json::cursor& in_;
  call_count count_;
  std::array<predicted_member, native_call::most_predicted> members_;  // the first `seen_` are set
  std::size_t seen_ = 0;
};

}  // namespace ramal::routes
