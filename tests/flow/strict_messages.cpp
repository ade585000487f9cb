#include "tests/flow/strict_messages.hpp"

#include <charconv>

namespace ramal::test {
namespace {

constexpr auto npos = std::string_view::npos;

// The value of the only field of this name; nothing if there is none.
std::optional<std::string_view> only_field(std::string_view head, std::string_view name, std::string& odd) {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const auto at = head.find(start);
  if (at == npos) return std::nullopt;
  if (head.find(start, at + 1) != npos) odd = "two of " + std::string(name);
  const auto begin = at + start.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::optional<std::size_t> number_of(std::string_view text, int base, std::string& odd) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  const bool shortest = text == "0" || (!text.empty() && text.front() != '0');
  const bool plain = error == std::errc{} && end == text.data() + text.size() && shortest &&
                     text.find_first_of("ABCDEF") == npos;
  if (plain) return number;
  odd = "no number: " + std::string(text.substr(0, 32));
  return std::nullopt;
}

// `at`: where the first chunk begins, then where the body has ended. False: not whole, or odd.
bool take_chunks(std::string_view bytes, std::size_t& at, std::string& body, std::string& odd) {
  for (;;) {
    const auto end = bytes.find("\r\n", at);
    if (end == npos) return false;
    const auto size = number_of(bytes.substr(at, end - at), 16, odd);
    if (!size) return false;
    at = end + 2;
    if (bytes.size() < at + *size + 2) return false;
    if (bytes.substr(at + *size, 2) != "\r\n") return odd = "no line end behind a chunk, or a trailer", false;
    body.append(bytes.substr(at, *size));
    at += *size + 2;
    if (*size == 0) return true;
  }
}

}  // namespace

std::optional<strict_message> take_strict(std::string& bytes, std::string& odd) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  strict_message made{bytes.substr(0, end + 4), {}};
  std::size_t at = end + 4;
  const auto length = only_field(made.head, "Content-Length", odd),
             coding = only_field(made.head, "Transfer-Encoding", odd);
  if (length && coding) odd = "two framings";
  if (coding && *coding != "chunked") odd = "another coding than chunked";
  if (!odd.empty()) return std::nullopt;
  if (coding) {
    if (!take_chunks(bytes, at, made.body, odd)) return std::nullopt;
  } else if (length) {
    const auto size = number_of(*length, 10, odd);
    if (!size || bytes.size() < at + *size) return std::nullopt;
    made.body = bytes.substr(at, *size);
    at += *size;
  }
  bytes.erase(0, at);
  return made;
}

}  // namespace ramal::test
