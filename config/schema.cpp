#include "config/schema.hpp"

#include <algorithm>

#include "config/nearest.hpp"

namespace ramal::config {
namespace {

// A key that nobody knows may be anything, even a secret in the wrong place.
std::string harmless(const std::string& name) {
  const bool word = name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                             c == '-';
                    });
  return word && name.find("ps_") == std::string::npos ? name : shown(name);
}

// A name of this mapping; else the path of a key with exactly this name elsewhere.
std::string known_name(const section& shape, const section& whole, const std::string& typed) {
  for (const auto& path : key_paths(whole)) {
    const bool elsewhere = path.size() > typed.size() && path.ends_with(typed) &&
                           std::string_view(".]").find(path[path.size() - typed.size() - 1]) != std::string_view::npos;
    if (elsewhere) return path;
  }
  return nearest(typed, shape.names());
}

void read_groups(context& load, const field& one, const section& whole, const node& from, const std::string& path,
                 void* owner) {
  if (from.kind != node_kind::list || from.items.empty()) {
    load.report(from.at, path,
                from.kind == node_kind::list || from.kind == node_kind::null
                    ? "is empty: write a list with at least one item, or remove the key"
                    : "is no list: begin each item with '- '");
    return;
  }
  one.clear(owner);
  for (std::size_t i = 0; i < from.items.size(); ++i) {
    read_section(load, *one.inner, whole, from.items[i], path + "[" + std::to_string(i) + "]", one.enter(owner));
  }
}

void read_field(context& load, const field& one, const section& whole, const node& from, const std::string& path,
                void* owner) {
  switch (one.kind) {
    case field_kind::scalar:
    case field_kind::scalars: return one.read(load, from, path, owner);
    case field_kind::group: return read_section(load, *one.inner, whole, from, path, one.enter(owner));
    case field_kind::groups: return read_groups(load, one, whole, from, path, owner);
  }
}

void report_missing(context& load, const section& shape, const node& from, const std::string& path) {
  for (const auto& one : shape.fields) {
    if (one.required && from.find(one.name) == nullptr) {
      load.report(from.at, join_path(path, one.name), "is missing: add it (" + one.type + ")");
    }
  }
}

}  // namespace

const field* section::find(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const field& one) { return one.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::vector<std::string> section::names() const {
  std::vector<std::string> result;
  for (const auto& one : fields) result.push_back(one.name);
  return result;
}

std::string join_path(const std::string& prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : prefix + "." + std::string(name);
}

const node* given(context& load, const node& mapping, const std::string& path, std::string_view name) {
  const node* value = mapping.find(name);
  return value != nullptr && load.clean(join_path(path, name)) ? value : nullptr;
}

std::vector<std::string> key_paths(const section& of, const std::string& prefix) {
  std::vector<std::string> result;
  for (const auto& one : of.fields) {
    const std::string path = join_path(prefix, one.name);
    const bool is_list = one.kind == field_kind::scalars || one.kind == field_kind::groups;
    const std::string item = path + (is_list ? "[]" : "");
    if (one.inner == nullptr) {
      result.push_back(item);
    } else {
      for (auto& inner : key_paths(*one.inner, item)) result.push_back(std::move(inner));
    }
  }
  return result;
}

void read_section(context& load, const section& shape, const section& whole, const node& from, const std::string& path,
                  void* owner) {
  if (from.kind != node_kind::map) {
    const bool document = path.empty();
    if (from.kind == node_kind::null && !document) {
      load.report(from.at, path, "is empty: write its keys below, indented, or remove it");
    } else if (from.kind != node_kind::null) {
      load.report(from.at, path, "is no mapping: write lines of the form 'key: value'");
    }
    if (from.kind != node_kind::null || !document) return;
  }
  for (const auto& given : from.members) {
    const std::string inner_path = join_path(path, given.name);
    if (const field* known = shape.find(given.name)) {
      read_field(load, *known, whole, given.value, inner_path, owner);
    } else {
      load.report(given.at, join_path(path, harmless(given.name)), "is no known key: remove or rename it",
                  known_name(shape, whole, given.name));
    }
  }
  report_missing(load, shape, from, path);
  if (shape.check) shape.check(load, from, path, owner);
}

}  // namespace ramal::config
