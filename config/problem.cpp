#include "config/problem.hpp"

namespace ramal::config {

std::string to_text(const problem& one) {
  std::string text = one.file;
  if (one.line != 0) text += ":" + std::to_string(one.line) + ":" + std::to_string(one.column);
  if (!one.path.empty()) text += ": " + one.path;
  text += ": " + one.text;
  if (!one.nearest.empty()) text += " (did you mean " + one.nearest + "?)";
  return text;
}

std::string to_text(const std::vector<problem>& all) {
  std::string text;
  for (const auto& one : all) text += to_text(one) + "\n";
  return text;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.find("ps_") != std::string_view::npos) return "'***'";
  std::string result = "'";
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  // a cut must not leave half a UTF-8 sequence behind
  if (text.size() > longest) {
    while (result.size() > 1 && (static_cast<unsigned char>(result.back()) & 0xc0) == 0x80) result.pop_back();
    if (static_cast<unsigned char>(result.back()) >= 0xc0) result.pop_back();
    result += "...";
  }
  return result + "'";
}

}  // namespace ramal::config
