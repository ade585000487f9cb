#include "config/problem.hpp"

#include <algorithm>

namespace ramal::config {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string to_text(const problem& found) {
  std::string text = found.file;
  if (found.line != 0) text += ":" + std::to_string(found.line) + ":" + std::to_string(found.column);
  if (!found.path.empty()) text += (text.empty() ? "" : ": ") + found.path;
  text += ": " + found.text;
  if (!found.nearest.empty()) text += " (did you mean " + found.nearest + "?)";
  // names of files and variables may hold any byte, and a message is one line
  std::replace_if(
      text.begin(), text.end(), [](char c) { return is_control(c); }, '?');
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
  for (const char c : text.substr(0, longest)) { result += is_control(c) ? '?' : c; }
  // a cut must not leave half a UTF-8 sequence behind
  if (text.size() > longest) {
    while (result.size() > 1 && (static_cast<unsigned char>(result.back()) & 0xc0) == 0x80) result.pop_back();
    if (static_cast<unsigned char>(result.back()) >= 0xc0) result.pop_back();
    result += "...";
  }
  return result + "'";
}

}  // namespace ramal::config
