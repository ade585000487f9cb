// One line of the access log for each request (http-rules.md K11): what happened, never a key, a body or a query.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ramal::rules {

using microseconds = std::chrono::microseconds;

// Views live until the line is written, which is at once.
struct access_record {
  std::chrono::system_clock::time_point time{};  // when the first byte came
  std::string_view request_id{};
  std::string_view trace_id{};  // 32 hex digits; empty where requests are not traced
  std::string_view client{};    // address
  std::string_view method{};
  std::string_view route{};  // the table's pattern; empty if none was found
  std::string_view path{};   // where there is no route: of write_loggable_path
  std::string_view key_name{};
  std::string_view number{};       // callee's digits
  std::string_view call{};         // the call's id as the client has it: of loggable_id
  std::string_view native_call{};  // the engine's own id, if that is another one
  std::string_view operation{};    // native operation, empty if the engine was not asked
  std::uint16_t status = 0;
  std::uint16_t native_status = 0;  // 0: the engine gave no answer
  std::string_view front{};         // the Server of what refused in front of the engine; written if any
  microseconds read{};              // first byte -> engine asked
  microseconds queued{};            // the part of it spent in the admission queue (L8); written if any
  microseconds engine{};            // native request -> native answer
  microseconds total{};             // first byte -> answer written
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t key_echoes = 0;  // times the engine's answer held the injected key (K4); written if any
  std::string_view upstream{};   // of a failure: whether the engine has it, "not-sent" or "unknown"
  std::string_view reason{};     // word_of the failure's reason
  std::string_view outcome{};    // "ok", or the answer's code, or "client-gone"
};

// Appends one JSON object and a line feed. Texts are capped and escaped. `mask`: a number keeps its last 4 digits.
void write_access_line(const access_record& record, bool mask, std::string& out);

}  // namespace ramal::rules
