#include "proxy/wire/request_line.hpp"

#include <algorithm>

#include "proxy/wire/host.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::wire {
namespace {

using routes::failure_kind;
using problem = std::optional<failure_kind>;

// The length of the method, or what is wrong with it (T6).
problem measure_method(std::string_view line, std::size_t& size) {
  size = 0;
  while (size < line.size() && is(line[size], token_char)) ++size;
  if (size > most_method) return failure_kind::bad_method;
  if (size == line.size()) return failure_kind::bad_request_line;
  if (line[size] != ' ') return failure_kind::bad_method;
  return size == 0 ? problem{failure_kind::bad_request_line} : std::nullopt;
}

// F15. A version that is well-formed but not ours is 505.
problem parse_version(std::string_view text, bool& http_1_0) {
  if (text.size() != version_size || text.substr(0, 5) != "HTTP/" || text[6] != '.') return failure_kind::bad_version;
  const char major = text[5];
  const char minor = text[7];
  if (major < '1' || major > '9' || minor < '0' || minor > '9') return failure_kind::bad_version;
  if (major != '1' || minor > '1') return failure_kind::version_not_supported;
  http_1_0 = minor == '0';
  return std::nullopt;
}

// Methods are case-sensitive. False: the method is none of these.
bool find_method(std::string_view text, method& verb) {
  struct row {
    std::string_view text;
    method verb;
  };
  static constexpr row rows[] = {{"POST", method::post},      {"GET", method::get},         {"HEAD", method::head},
                                 {"DELETE", method::delete_}, {"OPTIONS", method::options}, {"PUT", method::put},
                                 {"PATCH", method::patch}};
  for (const row& r : rows) {
    if (text == r.text) {
      verb = r.verb;
      return true;
    }
  }
  return false;
}

// T5, T6.
failure_kind refuse_method(std::string_view text) {
  const bool refused = text == "TRACE" || text == "CONNECT";
  return refused ? failure_kind::method_refused : failure_kind::method_not_implemented;
}

// T8: only characters that may stand raw, and whole escapes.
bool is_escaped_text(std::string_view text, bool refuse_controls) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is(text[i], target_char)) continue;
    if (text[i] != '%' || text.size() - i < 3) return false;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return false;
    const int byte = high * 16 + low;
    if (refuse_controls && (byte < 0x20 || byte == 0x7f)) return false;
    i += 2;
  }
  return true;
}

problem split_path(std::string_view text, request_line& out) {
  const std::size_t mark = text.find('?');
  out.path = text.substr(0, mark);
  if (!is_escaped_text(out.path, true)) return failure_kind::bad_path;
  if (mark == std::string_view::npos) return std::nullopt;
  out.query = text.substr(mark + 1);
  return is_escaped_text(out.query, false) ? std::nullopt : problem{failure_kind::bad_target};
}

// T3, the syntax only: the authority is compared with Host when the head is complete.
problem parse_absolute(std::string_view target, request_line& out) {
  if (equal_ignoring_case(target.substr(0, 7), "http://")) {
    target.remove_prefix(7);
  } else if (equal_ignoring_case(target.substr(0, 8), "https://")) {
    target.remove_prefix(8);
    out.https = true;
  } else {
    return failure_kind::bad_target;
  }
  const std::string_view slash(target.data() - 1, 1);  // stands for an empty path and is a part of the line
  out.authority = target.substr(0, target.find_first_of("/?"));
  host_and_port parts;
  if (!parse_host(out.authority, parts)) return failure_kind::bad_target;
  target.remove_prefix(out.authority.size());
  if (const problem wrong = split_path(target, out)) return wrong;
  if (out.path.empty()) out.path = slash;
  return std::nullopt;
}

problem parse_target(std::string_view target, request_line& out) {
  if (target.front() == '/') return split_path(target, out);
  if (target != "*") return parse_absolute(target, out);
  out.path = target;
  return out.verb == method::options ? std::nullopt : problem{failure_kind::bad_target};  // T4
}

}  // namespace

problem parse_request_line(std::string_view line, std::size_t most_target, request_line& out) {
  std::size_t method_size = 0;
  if (const problem wrong = measure_method(line, method_size)) return wrong;
  const std::string_view method_text = line.substr(0, method_size);
  const bool known_method = find_method(method_text, out.verb);
  const std::string_view rest = line.substr(method_size + 1);
  const std::size_t blank = rest.find(' ');
  if (rest.empty() || blank == 0) return failure_kind::bad_request_line;
  if (blank == std::string_view::npos) return failure_kind::bad_version;  // HTTP/0.9
  const std::string_view version = rest.substr(blank + 1);
  if (version.empty() || version.find(' ') != std::string_view::npos) return failure_kind::bad_request_line;
  if (const problem wrong = parse_version(version, out.http_1_0)) return wrong;
  if (!known_method) return refuse_method(method_text);
  if (blank > most_target) return failure_kind::target_too_long;
  return parse_target(rest.substr(0, blank), out);
}

failure_kind judge_overlong_line(std::string_view start, std::size_t most_target, request_line& out) {
  std::size_t method_size = 0;
  if (const problem wrong = measure_method(start, method_size)) return *wrong;
  find_method(start.substr(0, method_size), out.verb);
  const std::string_view rest = start.substr(method_size + 1);
  const std::size_t target_size = std::min(rest.find(' '), rest.size());
  return target_size > most_target ? failure_kind::target_too_long : failure_kind::bad_request_line;
}

}  // namespace ramal::wire
