// Makers of the table entries in schema.hpp: each ties a key's name to a member of a struct.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/schema.hpp"

namespace ramal::config {

inline constexpr std::uint64_t kib = 1'024, mib = 1'048'576;

// A reader of a scalar from one of its text.
template <class Value>
auto text_of(parsed<Value> (*parse)(std::string_view)) {
  return [parse](const node& from) -> parsed<Value> {
    const auto text = parse_text(from);
    if (!text.has_value()) return text.error();
    return parse(*text);
  };
}

// The general entry. `parse`: node -> parsed<V>; `store`: (Owner&, V); `print`: const Owner& -> YAML text.
template <class Owner, class Parse, class Store, class Print>
field custom_field(std::string name, std::string type, Parse parse, Store store, Print print) {
  field result{std::move(name), std::move(type)};
  result.read = [parse, store](context& load, const node& from, const std::string& path, void* owner) {
    auto value = parse(from);
    if (value.has_value()) {
      store(*static_cast<Owner*>(owner), std::move(*value));
    } else {
      load.report(from.at, path, value.error());
    }
  };
  result.print = [print](const void* owner) {
    return std::vector<std::string>{print(*static_cast<const Owner*>(owner))};
  };
  return result;
}

template <class Owner>
field boolean_field(std::string name, bool Owner::*member) {
  return custom_field<Owner>(
      std::move(name), "boolean", parse_boolean, [member](Owner& owner, bool value) { owner.*member = value; },
      [member](const Owner& owner) { return std::string(owner.*member ? "true" : "false"); });
}

template <class Owner, class Number>
field count_field(std::string name, Number Owner::*member, std::uint64_t least, std::uint64_t most) {
  static_assert(std::is_unsigned_v<Number>);
  return custom_field<Owner>(
      std::move(name), "count",
      [least, most](const node& from) {
        return parse_count(from, {least, most});
      },
      [member](Owner& owner, std::uint64_t value) { owner.*member = static_cast<Number>(value); },
      [member](const Owner& owner) { return std::to_string(owner.*member); });
}

template <class Owner>
field size_field(std::string name, std::size_t Owner::*member, std::uint64_t least, std::uint64_t most) {
  return custom_field<Owner>(
      std::move(name), "size",
      [least, most](const node& from) {
        return parse_size(from, {least, most});
      },
      [member](Owner& owner, std::uint64_t value) { owner.*member = value; },
      [member](const Owner& owner) { return print_size(owner.*member); });
}

template <class Owner>
field duration_field(std::string name, std::chrono::milliseconds Owner::*member, std::chrono::milliseconds least,
                     std::chrono::milliseconds most) {
  return custom_field<Owner>(
      std::move(name), "duration",
      [least, most](const node& from) {
        return parse_duration(from, {least, most});
      },
      [member](Owner& owner, std::chrono::milliseconds value) { owner.*member = value; },
      [member](const Owner& owner) { return print_duration(owner.*member); });
}

// `names` in the order of the enumeration's values.
template <class Owner, class Enum>
field choice_field(std::string name, Enum Owner::*member, const std::vector<std::string>& names) {
  return custom_field<Owner>(
      std::move(name), any_of(names), [names](const node& from) { return parse_choice(from, names); },
      [member](Owner& owner, std::size_t index) { owner.*member = static_cast<Enum>(index); },
      [member, names](const Owner& owner) { return names[static_cast<std::size_t>(owner.*member)]; });
}

// `refine`: std::string_view -> parsed<std::string>, looks at the text itself.
template <class Owner, class Refine>
field text_field(std::string name, std::string type, std::string Owner::*member, Refine refine) {
  return custom_field<Owner>(
      std::move(name), std::move(type),
      [refine](const node& from) -> parsed<std::string> {
        const auto text = parse_text(from);
        return text.has_value() ? refine(*text) : text;
      },
      [member](Owner& owner, const std::string& value) { owner.*member = value; },
      [member](const Owner& owner) { return print_text(owner.*member); });
}

template <class Owner>
field path_field(std::string name, std::string Owner::*member) {
  return text_field(std::move(name), "path", member,
                    [](std::string_view text) -> parsed<std::string> { return std::string(text); });
}

// A list of texts; `parse`: node -> parsed<Element>, `print`: const Element& -> YAML text.
template <class Owner, class Element, class Parse, class Print>
field list_field(std::string name, std::string type, std::vector<Element> Owner::*member, Parse parse, Print print) {
  field result{std::move(name), std::move(type), field_kind::scalars};
  result.read = [member, parse](context& load, const node& from, const std::string& path, void* owner) {
    if (from.kind != node_kind::list || from.items.empty()) {
      const bool empty = from.kind == node_kind::list || from.kind == node_kind::null;
      return load.report(
          from.at, path,
          empty ? "is empty: write at least one item, or remove the key" : "is no list: begin each item with '- '");
    }
    std::vector<Element> elements;
    for (std::size_t i = 0; i < from.items.size(); ++i) {
      auto value = parse(from.items[i]);
      if (value.has_value()) {
        elements.push_back(std::move(*value));
      } else {
        load.report(from.items[i].at, path + "[" + std::to_string(i) + "]", value.error());
      }
    }
    static_cast<Owner*>(owner)->*member = std::move(elements);
  };
  result.print = [member, print](const void* owner) {
    std::vector<std::string> texts;
    for (const auto& element : static_cast<const Owner*>(owner)->*member) texts.push_back(print(element));
    return texts;
  };
  return result;
}

template <class Owner, class Inner>
field group_field(std::string name, Inner Owner::*member, const section& inner) {
  field result{std::move(name), "mapping", field_kind::group};
  result.inner = &inner;
  result.enter = [member](void* owner) -> void* { return &(static_cast<Owner*>(owner)->*member); };
  result.elements = [member](const void* owner) {
    return std::vector<const void*>{&(static_cast<const Owner*>(owner)->*member)};
  };
  return result;
}

// A group that is not there unless it is given.
template <class Owner, class Inner>
field optional_group_field(std::string name, std::optional<Inner> Owner::*member, const section& inner) {
  field result{std::move(name), "mapping", field_kind::group};
  result.inner = &inner;
  result.enter = [member](void* owner) -> void* { return &(static_cast<Owner*>(owner)->*member).emplace(); };
  result.elements = [member](const void* owner) {
    const auto& group = static_cast<const Owner*>(owner)->*member;
    return group ? std::vector<const void*>{&*group} : std::vector<const void*>{};
  };
  return result;
}

template <class Owner, class Inner>
field groups_field(std::string name, std::vector<Inner> Owner::*member, const section& inner) {
  field result{std::move(name), "list", field_kind::groups};
  result.inner = &inner;
  result.clear = [member](void* owner) { (static_cast<Owner*>(owner)->*member).clear(); };
  result.enter = [member](void* owner) -> void* { return &(static_cast<Owner*>(owner)->*member).emplace_back(); };
  result.elements = [member](const void* owner) {
    std::vector<const void*> all;
    for (const auto& one : static_cast<const Owner*>(owner)->*member) all.push_back(&one);
    return all;
  };
  return result;
}

inline field required(field entry) {
  entry.required = true;
  return entry;
}

}  // namespace ramal::config
