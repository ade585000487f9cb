#include "engine/status_reader.hpp"

#include "config/letters.hpp"

namespace ramal::engine {

namespace {

using config::is_digit;

constexpr std::size_t most_bytes = 256 * 1024;
constexpr std::size_t most_kept = 64;  // version and status stand within these

bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }

bool is_http_name(std::string_view text) {
  constexpr std::string_view name = "http/";
  if (text.size() < name.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char letter = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    if (letter != name[i]) return false;
  }
  return true;
}

// "HTTP/1.1 200", "HTTP/1.0 200 OK": the status, or 0. A reason is no condition.
unsigned status_of(std::string_view line) {
  if (!is_http_name(line)) return 0;
  std::size_t at = 5;
  while (at < line.size() && (is_digit(line[at]) || line[at] == '.')) ++at;
  if (at == 5 || at >= line.size() || !is_blank(line[at])) return 0;
  while (at < line.size() && is_blank(line[at])) ++at;
  unsigned status = 0;
  const std::size_t first = at;
  for (; at < line.size() && is_digit(line[at]); ++at) {
    if (at - first == 3) return 0;
    status = status * 10 + static_cast<unsigned>(line[at] - '0');
  }
  const bool ends = at == line.size() || is_blank(line[at]);
  return at - first == 3 && status >= 100 && ends ? status : 0;
}

}  // namespace

status_reader::state status_reader::feed(std::string_view bytes) {
  if (status_ != 0) return state::done;
  for (const char letter : bytes) {
    if (++seen_ > most_bytes) return state::broken;
    if (letter != '\n') {
      ++line_size_;
      if (line_.size() < most_kept) line_ += letter;
      continue;
    }
    const state after = end_line();
    if (after != state::more) return after;
    line_.clear();
    line_size_ = 0;
  }
  return state::more;
}

status_reader::state status_reader::end_line() {
  if (line_.size() == line_size_ && line_.ends_with('\r')) line_.pop_back();
  if (!in_interim_head_) return end_status_line();
  if (line_.empty()) in_interim_head_ = false;
  return state::more;
}

status_reader::state status_reader::end_status_line() {
  if (line_.empty()) return state::more;  // some senders end the answer before it with one line end too many
  const unsigned status = status_of(line_);
  if (status == 0) return state::broken;
  in_interim_head_ = status < 200 && status != 101;
  if (in_interim_head_) return state::more;
  status_ = status;
  return state::done;
}

}  // namespace ramal::engine
