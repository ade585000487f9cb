// What `ramal doctor` finds (console.md section 6), and how it is shown. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ramal::doctor {

enum class level : std::uint8_t { good, warning, failure };

struct finding {
  std::string_view group;  // "configuration", "system", "engine", "keys"
  std::string_view id;     // stable: for scripts
  level how = level::good;
  std::string text;    // what is so; no secret, no whole number
  std::string mend{};  // what to do, a command where there is one; "" where nothing is wrong
};

// A line for each, in groups in the order in which they come, and a last line that counts.
std::string to_text(std::span<const finding> all);
// {"ok":false,"findings":[{"group":...,"id":...,"level":"failure","text":...,"mend":...}]} and a line end.
std::string to_json(std::span<const finding> all);
// 0, or 1 if anything failed.
int exit_code_of(std::span<const finding> all);

}  // namespace ramal::doctor
