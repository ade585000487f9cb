// HTTP messages as the judges see them: taken apart strictly, every byte accounted for. Written apart from proxy/wire
// on purpose: a judge that shares code with the accused sees nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::contract {

struct field {
  std::string name;
  std::string value;
};

// Start line and fields as they came; `error` says what is wrong with the head and is empty for a clean one.
struct head_text {
  std::string start_line;
  std::vector<field> fields;
  std::size_t size = 0;  // bytes with the empty line; 0 as long as the head is not complete
  std::string error;

  // The first field of that name (ASCII case-insensitive), or null.
  const std::string* find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
};

// Reads a head from the front of `bytes`: CRLF line ends, `Name: value` with one blank, token names, no folding.
head_text parse_head(std::string_view bytes);

// The Content-Length as a number; empty if absent, repeated or no plain decimal number without leading zeros.
std::optional<std::size_t> content_length(const head_text& head);

bool equal_names(std::string_view left, std::string_view right);
bool is_token(std::string_view text);

// The text with control and non-ASCII bytes as \r, \n, \t, \xNN: for messages of failed tests.
std::string visible(std::string_view bytes);

}  // namespace ramal::contract
