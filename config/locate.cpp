#include "config/locate.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include <openssl/crypto.h>

#include "config/overrides.hpp"
#include "config/schema.hpp"
#include "config/tree.hpp"

namespace ramal::config {
namespace {

// The node that a path's first step leads to, "listeners", "[0]" or ".tls", which is taken off it; null: none.
const node* step_into(const node& from, std::string_view& path) {
  if (path.starts_with('[')) {
    std::size_t index = 0;
    const auto digits = path.substr(1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    path.remove_prefix(std::min(path.find(']'), path.size() - 1) + 1);
    return parsed.ec == std::errc{} && index < from.items.size() ? &from.items[index] : nullptr;
  }
  if (path.starts_with('.')) path.remove_prefix(1);
  const auto end = std::min(path.find_first_of(".["), path.size());
  const std::string_view name = path.substr(0, end);
  path.remove_prefix(end);
  return from.find(name);
}

}  // namespace

void locate_in(problem& found, const std::string& name, std::string_view text, const environment& variables) {
  found.file = name;
  const files access;
  std::vector<problem> ignored;
  node document = parse_yaml(text, ignored);
  if (!ignored.empty()) return;
  context put_in(name, variables, access);
  apply_overrides(put_in, gateway_section(), document);
  const node* at = &document;
  for (std::string_view path = found.path; at != nullptr && !path.empty();) {
    at = step_into(*at, path);
    if (at == nullptr) break;
    found.line = at->at.line;
    found.column = at->at.column;
    if (!at->at.variable.empty()) found.file = "environment variable " + at->at.variable;
  }
}

void locate(problem& found, const std::string& file, const environment& variables) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  locate_in(found, file, text, variables);
  OPENSSL_cleanse(text.data(), text.size());
}

}  // namespace ramal::config
