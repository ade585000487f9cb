// Rows of the rules of the wire (http-rules.md F, T, H), played against the real binary.
#pragma once

#include <string>
#include <vector>

#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {

// A start's body, what the engine gets of it, and the same body chunked.
inline constexpr const char* plain_body = R"({"number":"5511987654321"})";
inline constexpr const char* native_body = R"({"to":"+5511987654321"})";
inline constexpr const char* whole_chunks = "1a\r\n{\"number\":\"5511987654321\"}\r\n0\r\n\r\n";

struct refused_row {
  std::string name;
  std::string bytes;
  int status;
  std::string code;
};

// Sends the bytes of each row on a connection of its own, in one write and byte by byte, with a good request behind
// them. E0: one answer with this status and code that says Connection: close, then the end, no byte more is
// interpreted, and the engine has seen nothing.
void check_refused(gateway& both, const std::vector<refused_row>& rows);

struct accepted_row {
  std::string name;
  std::string bytes;
  int status;
  std::size_t engine_sees = 1;  // requests
  std::string body{};           // that the engine sees last, if this is not empty
};

// The same two ways: one answer with this status, then the connection answers another request.
void check_accepted(gateway& both, const std::vector<accepted_row>& rows);

// These rows, and the same ones at a hook (contracts/webhooks.md section 2), for a gateway of with_hook(): the first line
// of a start or a list is that of an event's post, without key, and its body is odd_event.
std::vector<refused_row> and_at_hook(std::vector<refused_row> rows);
// Of starts alone.
std::vector<accepted_row> and_at_hook(std::vector<accepted_row> rows);

// Bytes of a start up to the body: framing and other header lines are the rule's.
std::string start_with(const std::string& fields, const std::string& behind = "");
// A chunked start whose body is `chunks`, byte for byte.
std::string chunked_start(const std::string& chunks);
// Rows of chunked starts that are all BAD_CHUNK.
std::vector<refused_row> bad_chunks(const std::vector<std::string>& bodies);
// A GET of the list with these header lines.
std::string list_with(const std::string& fields);
// A request whose first line is `line`.
std::string with_line(const std::string& line);

}  // namespace ramal::system_tests
