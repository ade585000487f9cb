// The shape of a configuration as data: one table entry per key. Reading, overriding, printing, "did you mean" and
// the check of README.md all walk the same tables, so a key cannot exist for one of them only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/context.hpp"
#include "config/tree.hpp"

namespace ramal::config {

struct section;

enum class field_kind {
  scalar,   // one value
  scalars,  // a list of values
  group,    // a mapping
  groups,   // a list of mappings
};

// `owner` is the struct that the field's section fills; the field's maker knows its type.
struct field {
  std::string name;
  std::string type;  // "duration", "text", ...: a word for messages and README.md
  field_kind kind = field_kind::scalar;
  bool required = false;
  const section* inner = nullptr;  // group, groups

  // scalar, scalars: takes the value or reports why not; `path` is the key's own path.
  std::function<void(context&, const node&, const std::string& path, void* owner)> read{};
  // scalar, scalars: the effective values as YAML; none where the key has nothing to show.
  std::function<std::vector<std::string>(const void* owner)> print{};
  // group: the inner struct, none where an optional one is not there. groups: one more element, the elements in order.
  std::function<void*(void* owner)> enter{};
  std::function<void(void* owner)> clear{};
  std::function<std::vector<const void*>(const void* owner)> elements{};
};

struct section {
  std::vector<field> fields;
  // Looks across the keys of one mapping after all were read; may be empty.
  std::function<void(context&, const node&, const std::string& path, void* owner)> check{};

  const field* find(std::string_view name) const;
  std::vector<std::string> names() const;
};

const section& gateway_section();
const section& reference_engine_section();

// Every key path of a section: "mount", "listeners[].address", "cors.origins[]".
std::vector<std::string> key_paths(const section& of, const std::string& prefix = {});

// "a" and "b" are "a.b"; "" and "b" are "b".
std::string join_path(const std::string& prefix, std::string_view name);

// For a check across keys: the key's own place in `mapping` if it is given and nothing was reported of it, else null.
const node* given(context& load, const node& mapping, const std::string& path, std::string_view name);

// Fills `owner` from a mapping; `whole` is the document's section, for names that stand at the wrong level.
void read_section(context& load, const section& shape, const section& whole, const node& from, const std::string& path,
                  void* owner);

}  // namespace ramal::config
