// YAML as a small tree that keeps what strictness needs: positions, quotes, and repeated keys as problems.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace ramal::config {

enum class node_kind { null, scalar, list, map };

struct member;

struct node {
  node_kind kind = node_kind::null;
  position at;
  std::string text;             // scalar: exactly as written, nothing is guessed from its looks; null: "null" or ""
  bool quoted = false;          // scalar: in quotes or a block
  std::vector<node> items;      // list
  std::vector<member> members;  // map, names are unique

  const node* find(std::string_view name) const;  // a member's value or null
};

struct member {
  std::string name;
  position at;
  node value;
};

// What a mistake costs: nodes of a file, nesting, and bytes of it.
inline constexpr std::size_t longest_file = 1'048'576;
inline constexpr std::size_t most_nodes = 100'000;
inline constexpr std::size_t deepest_nesting = 16;

// Reads one document. Anchors, aliases, tags, repeated keys, a second document, bytes that are no UTF-8, and whatever
// is no YAML become problems with their positions. An empty text is a null node.
node parse_yaml(std::string_view text, std::vector<problem>& problems);

// The offset of the first byte that is no UTF-8 or a control byte other than tab, CR and LF; npos if there is none.
std::size_t find_bad_byte(std::string_view text);

}  // namespace ramal::config
