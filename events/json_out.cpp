#include "events/json_out.hpp"

namespace ramal::events {
namespace {

void put_unicode(std::string& out, unsigned unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[unit >> shift & 15U];
}

// The letter of a short escape, or '\0'.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\': return c;
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return '\0';
  }
}

}  // namespace

void put_text(std::string& out, std::string_view plain) {
  constexpr std::string_view line_separator = "\xE2\x80\xA8", paragraph_separator = "\xE2\x80\xA9";
  out += '"';
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const std::string_view three = plain.substr(i, 3);
    if (const char letter = short_escape(c)) {
      out += {'\\', letter};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
      put_unicode(out, static_cast<unsigned char>(c));
    } else if (three == line_separator || three == paragraph_separator) {
      put_unicode(out, three == line_separator ? 0x2028 : 0x2029);
      i += 2;
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string& object_writer::member(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  put_text(out_, name);
  return out_ += ':';
}

object_writer& object_writer::text(std::string_view name, std::string_view plain) {
  put_text(member(name), plain);
  return *this;
}

object_writer& object_writer::text_or_null(std::string_view name, std::string_view plain) {
  return plain.empty() ? raw(name, "null") : text(name, plain);
}

object_writer& object_writer::raw(std::string_view name, std::string_view json) {
  member(name) += json;
  return *this;
}

}  // namespace ramal::events
