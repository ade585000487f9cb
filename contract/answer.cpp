#include "contract/answer.hpp"

#include <algorithm>
#include <cctype>

namespace ramal::contract {
namespace {

// "HTTP/1.1 200 OK" -> 200; 0 for anything else.
int status_of(std::string_view line) {
  constexpr std::string_view version = "HTTP/1.1 ";
  if (line.substr(0, version.size()) != version || line.size() < version.size() + 4) return 0;
  const auto digits = line.substr(version.size(), 3);
  if (!std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) return 0;
  if (line[version.size() + 3] != ' ') return 0;
  return std::stoi(std::string(digits));
}

}  // namespace

answer take_answer(std::string& bytes, bool of_head_request) {
  answer taken;
  taken.head = parse_head(bytes);
  if (taken.head.size == 0) return taken;
  taken.status = status_of(taken.head.start_line);
  std::size_t length = 0;
  if (!taken.head.error.empty()) taken.error = taken.head.error;
  else if (taken.status == 0) taken.error = "a bad status line: " + visible(taken.head.start_line);
  else if (taken.status >= 200 && taken.status != 204 && taken.status != 304) {
    const auto announced = content_length(taken.head);
    if (!announced) taken.error = "no usable Content-Length: " + visible(bytes.substr(0, taken.head.size));
    length = of_head_request ? 0 : announced.value_or(0);
  }
  if (bytes.size() < taken.head.size + length && taken.error.empty()) return {};
  taken.body = bytes.substr(taken.head.size, length);
  taken.raw = bytes.substr(0, taken.head.size + length);
  bytes.erase(0, taken.raw.size());
  return taken;
}

}  // namespace ramal::contract
