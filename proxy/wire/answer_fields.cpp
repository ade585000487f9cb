#include "proxy/wire/answer_fields.hpp"

#include "proxy/wire/text.hpp"

namespace ramal::wire {
namespace {

constexpr std::size_t most_passed_value = 256;

// What may be shown to a client: nothing in it can start a header or a second answer (H11).
bool is_clean(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

bool is_passed(std::string_view name) {
  return is_name(name, "retry-after") || (name.size() >= 9 && is_name(name.substr(0, 9), "ratelimit"));
}

}  // namespace

// HTTP/1.x SP 3 digits [SP reason]; the reason is not used, but may hold no control byte.
bool answer_fields::take_status_line(std::string_view line) {
  const std::string_view version = line.substr(0, 9);
  if (version != "HTTP/1.1 " && version != "HTTP/1.0 ") return false;
  http_1_0_ = version[7] == '0';
  line.remove_prefix(9);
  unsigned status = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i >= line.size() || line[i] < '0' || line[i] > '9') return false;
    status = status * 10 + static_cast<unsigned>(line[i] - '0');
  }
  head_.status = static_cast<std::uint16_t>(status);
  if (status < 100 || status > 599 || status == 101) return false;  // nothing asks for a switch of protocols (H7)
  line.remove_prefix(3);
  return line.empty() || (line.front() == ' ' && !scan_text(line).control);
}

bool answer_fields::take(std::string_view bytes, std::string_view line) {
  field f;
  if (!parse_field(line, f)) return false;
  if (is_name(f.name, "content-length")) return take_length(f.value);
  if (is_name(f.name, "transfer-encoding")) return take_coding(f.value);
  if (is_name(f.name, "connection")) return parse_connection(f.value, connection_);
  if (is_passed(f.name)) pass(bytes, f);
  else if (is_name(f.name, "server") && is_clean(f.value)) head_.server = slice_of(bytes, f.value);
  return true;
}

bool answer_fields::take_length(std::string_view value) {
  if (has_length_) return false;
  has_length_ = true;
  return parse_content_length(value, head_.body.length);
}

bool answer_fields::take_coding(std::string_view value) {
  if (chunked_ || http_1_0_) return false;
  chunked_ = equal_ignoring_case(value, "chunked");
  return chunked_;
}

void answer_fields::pass(std::string_view bytes, const field& f) {
  const bool is_retry = is_name(f.name, "retry-after");
  if (f.value.empty() || f.value.size() > most_passed_value || !is_clean(f.value)) return;
  if (head_.passed_count == head_.passed.size() || (is_retry && has_retry_after_) || !all(f.name, id_char)) return;
  has_retry_after_ = has_retry_after_ || is_retry;
  head_.passed[head_.passed_count++] = {slice_of(bytes, f.name), slice_of(bytes, f.value)};
}

bool answer_fields::finish() {
  if (chunked_ && has_length_) return false;
  const unsigned status = head_.status;
  if (status < 200 || status == 204 || status == 304) {  // RFC 9112 section 6.3
    head_.body = {};
  } else if (chunked_) {
    head_.body.kind = body_kind::chunked;
  } else {
    head_.body.kind = has_length_ ? body_kind::length : body_kind::until_close;
  }
  head_.keep_alive = !connection_.close && !http_1_0_ && head_.body.kind != body_kind::until_close;
  return true;
}

}  // namespace ramal::wire
