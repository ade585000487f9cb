#include "routes/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ramal::routes {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::uint32_t hex4(std::string_view text) {
  std::uint32_t unit = 0;
  for (char c : text.substr(0, 4)) unit = unit * 16 + static_cast<std::uint32_t>(hex_value(c));
  return unit;
}

void append_utf8(std::uint32_t c, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

// `rest` begins behind "\u"; returns how many bytes of it were used, 0 for a lone surrogate.
std::size_t unescape_unicode(std::string_view rest, std::string& out) {
  const std::uint32_t unit = hex4(rest);
  if (unit < 0xD800 || unit > 0xDFFF) {
    append_utf8(unit, out);
    return 4;
  }
  if (unit >= 0xDC00 || rest.size() < 10 || rest[4] != '\\' || rest[5] != 'u') return 0;
  const std::uint32_t low = hex4(rest.substr(6));
  if (low < 0xDC00 || low > 0xDFFF) return 0;
  append_utf8(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), out);
  return 10;
}

bool decode_percent(std::string_view raw, bool plus_is_blank, std::string& out) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '%') {
      if (raw.size() - i < 3) return false;
      const int high = hex_value(raw[i + 1]);
      const int low = hex_value(raw[i + 2]);
      if (high < 0 || low < 0) return false;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(plus_is_blank && raw[i] == '+' ? ' ' : raw[i]);
    }
  }
  return true;
}

// Characters that a JSON text of ours writes with a backslash.
constexpr auto escaped_bytes = [] {
  std::array<bool, 256> escaped{};
  for (unsigned c = 0; c < 0x20; ++c) escaped[c] = true;
  escaped['"'] = escaped['\\'] = escaped[0x7F] = true;
  return escaped;
}();

template <class Out>
void escape_into(std::string_view plain, Out& out) {
  const auto is_escaped = [](char c) { return escaped_bytes[static_cast<unsigned char>(c)]; };
  for (auto at = plain.begin();;) {
    const auto run_end = std::find_if(at, plain.end(), is_escaped);
    out.insert(out.end(), at, run_end);
    if (run_end == plain.end()) return;
    const auto byte = static_cast<unsigned char>(*run_end);
    out.push_back('\\');
    if (byte == '"' || byte == '\\') out.push_back(*run_end);
    else
      for (char escape : {'u', '0', '0', hex_digits[byte >> 4], hex_digits[byte & 15]}) out.push_back(escape);
    at = run_end + 1;
  }
}

}  // namespace

bool unescape_json(std::string_view inside, std::string& out) {
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] != '\\') {
      out.push_back(inside[i]);
      continue;
    }
    switch (inside[++i]) {
      case 'b': out.push_back('\b'); break;
      case 'f': out.push_back('\f'); break;
      case 'n': out.push_back('\n'); break;
      case 'r': out.push_back('\r'); break;
      case 't': out.push_back('\t'); break;
      case 'u': {
        const std::size_t used = unescape_unicode(inside.substr(i + 1), out);
        if (used == 0) return false;
        i += used;
        break;
      }
      default: out.push_back(inside[i]);  // quote, backslash, slash
    }
  }
  return true;
}

void escape_json(std::string_view plain, std::string& out) { escape_into(plain, out); }
void escape_json(std::string_view plain, bytes& out) { escape_into(plain, out); }

bool decode_query_value(std::string_view raw, std::string& out) { return decode_percent(raw, true, out); }
bool decode_path_segment(std::string_view raw, std::string& out) { return decode_percent(raw, false, out); }

void encode_path_segment(std::string_view plain, std::string& out) {
  for (char c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                            (byte >= 'a' && byte <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(hex_digits[byte >> 4]);
      out.push_back(hex_digits[byte & 15]);
    }
  }
}

std::string_view trim_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace ramal::routes
