// Whole messages out of what was sent, by the narrowest reading of RFC 9112 that there is: the judge of bodies that are
// streamed. It shares nothing with proxy/wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ramal::test {

struct strict_message {
  std::string head;  // with its empty line
  std::string body;  // decoded
};

// Takes the message that `bytes` begins with; nothing if it is not whole yet, or if something in it is odd: then `odd`
// says what. Chunks have their size in the shortest lower-case hex, no extensions, and no trailer follows them. Without a
// length there is no body.
std::optional<strict_message> take_strict(std::string& bytes, std::string& odd);

}  // namespace ramal::test
