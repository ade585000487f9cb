// Which fields of a head go on to the other side of the passthrough (contracts/gateway.md section 3). Everything else is
// left out, and nothing is added by a client: names are written as the table has them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "proxy/wire/head_lines.hpp"

namespace ramal::wire {

// One row of an allow-list.
struct passed_rule {
  std::string_view name;  // as it is written
  bool many = false;      // may be repeated; else a repeated one counts as absent: it is not clear which one was meant
  bool any_text = false;  // bytes >= 0x80 may stand in it
};
std::span<const passed_rule> passed_of_requests();
std::span<const passed_rule> passed_of_answers();

struct passed_line {
  const passed_rule* rule = nullptr;
  slice value;  // in the head
};

class passed_lines {
 public:
  static constexpr std::size_t most = 32;
  enum class result : std::uint8_t {
    fine,
    too_many,
    bad_text,  // bytes >= 0x80 in a value that would be used (F13)
  };

  // `head`: one that was read without a fault, from its first byte on to its empty line.
  result take(std::string_view head, std::span<const passed_rule> rules);
  std::span<const passed_line> all() const { return {lines_.data(), count_}; }
  // The value of the first line of this name, "" if there is none.
  std::string_view find(std::string_view head, std::string_view name) const;

 private:
  result take_line(std::string_view head, const field& f, const passed_rule& rule);

  std::array<passed_line, most> lines_{};
  std::size_t count_ = 0;
};

// Whether one of the fields of `head` says that the body is encoded.
bool has_content_coding(std::string_view head);
// Whether a value of Content-Type says that the body is JSON.
bool is_json(std::string_view content_type);

}  // namespace ramal::wire
