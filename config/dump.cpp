#include "config/dump.hpp"

#include "config/schema.hpp"

namespace ramal::config {
namespace {

void write_section(const section& shape, const void* owner, const std::string& indent, std::string& text);

void write_groups(const field& one, const void* owner, const std::string& indent, std::string& text) {
  const auto elements = one.elements(owner);
  if (elements.empty()) return;
  text += indent + one.name + ":\n";
  for (const void* element : elements) {
    const std::size_t start = text.size();
    write_section(*one.inner, element, indent + "    ", text);
    if (text.size() > start) text[start + indent.size() + 2] = '-';
  }
}

void write_field(const field& one, const void* owner, const std::string& indent, std::string& text) {
  if (one.kind == field_kind::groups) return write_groups(one, owner, indent, text);
  if (one.kind == field_kind::group) {
    if (one.elements(owner).empty()) return;
    text += indent + one.name + ":\n";
    return write_section(*one.inner, one.elements(owner).front(), indent + "  ", text);
  }
  const auto values = one.print(owner);
  // an empty text is a key that is not set
  if (values.empty() || values.front() == "\"\"") return;
  if (one.kind == field_kind::scalar) {
    text += indent + one.name + ": " + values.front() + "\n";
    return;
  }
  text += indent + one.name + ":\n";
  for (const auto& value : values) text += indent + "  - " + value + "\n";
}

void write_section(const section& shape, const void* owner, const std::string& indent, std::string& text) {
  for (const auto& one : shape.fields) write_field(one, owner, indent, text);
}

}  // namespace

std::string dump(const gateway& settings) {
  std::string text;
  write_section(gateway_section(), &settings, "", text);
  return text;
}

std::string dump(const reference_engine& settings) {
  std::string text;
  write_section(reference_engine_section(), &settings, "", text);
  return text;
}

}  // namespace ramal::config
