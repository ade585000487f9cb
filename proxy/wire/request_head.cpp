#include "proxy/wire/request_head.hpp"

#include <algorithm>

#include "proxy/wire/host.hpp"
#include "proxy/wire/request_line.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::wire {
namespace {

using routes::failure_kind;

constexpr std::size_t most_read = 32 * 1024;  // H5

enum class known : std::uint8_t {
  none,
  via,
  host,
  content_length,
  transfer_encoding,
  x_request_id,
  traceparent,
  private_network,
  // From here on the value is used whatever it holds, so bytes >= 0x80 are refused (F13).
  connection,
  expect,
  content_encoding,
  origin,
  apikey,
  x_api_key,
  x_api_key_id,
};

// By length first: most fields of a request are none of ours and end here. Names with '_' or '.' match nothing (H3).
known find_known(std::string_view name) {
  switch (name.size()) {
    case 3: return is_name(name, "via") ? known::via : known::none;
    case 4: return is_name(name, "host") ? known::host : known::none;
    case 6:
      if (is_name(name, "apikey")) return known::apikey;
      if (is_name(name, "origin")) return known::origin;
      return is_name(name, "expect") ? known::expect : known::none;
    case 9: return is_name(name, "x-api-key") ? known::x_api_key : known::none;
    case 10: return is_name(name, "connection") ? known::connection : known::none;
    case 11: return is_name(name, "traceparent") ? known::traceparent : known::none;
    case 12:
      if (is_name(name, "x-request-id")) return known::x_request_id;
      return is_name(name, "x-api-key-id") ? known::x_api_key_id : known::none;
    case 14: return is_name(name, "content-length") ? known::content_length : known::none;
    case 16: return is_name(name, "content-encoding") ? known::content_encoding : known::none;
    case 17: return is_name(name, "transfer-encoding") ? known::transfer_encoding : known::none;
    case 38: return is_name(name, "access-control-request-private-network") ? known::private_network : known::none;
    default: return known::none;
  }
}

}  // namespace

void request_head_reader::reset() { *this = request_head_reader(limits_); }

progress request_head_reader::fail(failure_kind kind) {
  step_ = step::failed;
  failure_ = routes::failure(kind);
  if (kind == failure_kind::method_refused) failure_.allow = routes::served_methods;  // T5
  return progress::failed;
}

progress request_head_reader::feed(std::string_view bytes) {
  const std::size_t most = std::min(limits_.head, most_read);
  bytes = bytes.substr(0, most);
  progress now = progress::done;
  if (step_ == step::start) now = read_start(bytes);
  if (step_ == step::request_line) now = read_request_line(bytes);
  if (step_ == step::fields) now = read_fields(bytes);
  if (now == progress::need_more && bytes.size() == most) now = fail(failure_kind::head_too_large);
  return step_ == step::failed ? progress::failed : now;
}

// F16: one CRLF may come before the request line. What cannot start a method is refused at once.
progress request_head_reader::read_start(std::string_view bytes) {
  if (bytes.empty()) return progress::need_more;
  if (lines_.start() == 0 && bytes[0] == '\r') {
    if (bytes.size() == 1) return progress::need_more;
    if (bytes[1] != '\n') return fail(failure_kind::bad_request_line);
    lines_.skip(2);
  }
  if (bytes.size() == lines_.start()) return progress::need_more;
  const char first = bytes[lines_.start()];
  if (first == '\r' || first == '\n' || first == ' ') return fail(failure_kind::bad_request_line);
  if (!is(first, token_char)) return fail(failure_kind::bad_method);
  step_ = step::request_line;
  return progress::need_more;
}

progress request_head_reader::read_request_line(std::string_view bytes) {
  const std::size_t longest = most_method + 1 + limits_.target + 1 + version_size + 2;
  const std::string_view near = bytes.substr(0, lines_.start() + longest);
  std::string_view text;
  request_line line;
  switch (lines_.next(near, text)) {
    case head_lines::found::bare_lf: return fail(failure_kind::bad_request_line);
    case head_lines::found::more:
      if (near.size() < lines_.start() + longest) return progress::need_more;
      return refuse_line(judge_overlong_line(near.substr(lines_.start()), limits_.target, line), line);
    case head_lines::found::line: break;
  }
  if (const auto wrong = parse_request_line(text, limits_.target, line)) return refuse_line(*wrong, line);
  head_.verb = line.verb;
  head_.http_1_0 = line.http_1_0;
  https_ = line.https;
  path_ = slice_of(bytes, line.path);
  if (!line.query.empty()) query_ = slice_of(bytes, line.query);
  if (!line.authority.empty()) authority_ = slice_of(bytes, line.authority);
  step_ = step::fields;
  return progress::need_more;
}

// What is wrong with the rest of a HEAD's line does not give its answer a body (H10).
progress request_head_reader::refuse_line(failure_kind why, const request_line& line) {
  head_.verb = line.verb;
  return fail(why);
}

progress request_head_reader::read_fields(std::string_view bytes) {
  std::string_view line;
  while (true) {
    switch (lines_.next(bytes, line)) {
      case head_lines::found::more: return progress::need_more;
      case head_lines::found::bare_lf: return fail(failure_kind::bad_header);
      case head_lines::found::line: break;
    }
    if (line.empty()) return finish(bytes);
    if (take_field(bytes, line) == progress::failed) return progress::failed;
  }
}

progress request_head_reader::take_field(std::string_view bytes, std::string_view line) {
  if (++fields_ > limits_.fields) return fail(failure_kind::head_too_large);
  field f;
  if (!parse_field(line, f)) return fail(failure_kind::bad_header);
  if (f.name.size() > limits_.name || f.value.size() > limits_.value) return fail(failure_kind::head_too_large);
  return take_known(bytes, f);
}

progress request_head_reader::take_known(std::string_view bytes, const field& f) {
  const known which = find_known(f.name);
  if (f.high && which >= known::connection) return fail(failure_kind::bad_header);
  switch (which) {
    case known::none: break;
    case known::via: looped_ = looped_ || names_us(f.value); break;
    case known::host: return take_host(bytes, f);
    case known::content_length: return take_length(f);
    case known::transfer_encoding: return take_coding(f);
    case known::x_request_id: note_once(bytes, f, is_request_id(f.value), request_id_); break;
    case known::traceparent: note_once(bytes, f, is_traceparent(f.value), traceparent_); break;
    case known::connection:
      if (!parse_connection(f.value, connection_)) return fail(failure_kind::bad_header);
      break;
    case known::expect: note_expectation(f); break;
    case known::content_encoding: note_encoding(f.value); break;
    case known::private_network: head_.asks_private_network = f.value == "true"; break;
    case known::origin:
      note_once(bytes, f, true, origin_);
      head_.origin = origin_.value;
      break;
    case known::apikey: note_credential(bytes, f, apikey_); break;
    case known::x_api_key: note_credential(bytes, f, x_api_key_); break;
    case known::x_api_key_id: note_credential(bytes, f, x_api_key_id_); break;
  }
  return progress::need_more;
}

progress request_head_reader::take_host(std::string_view bytes, const field& f) {
  host_and_port parts;
  if (host_.times != 0 || !parse_host(f.value, parts)) return fail(failure_kind::bad_host);  // T1, H4
  note_once(bytes, f, true, host_);
  return progress::need_more;
}

progress request_head_reader::take_length(const field& f) {
  const bool fine = !has_length_ && parse_content_length(f.value, head_.body.length);  // F2, F3
  if (!fine) return fail(failure_kind::bad_framing);
  has_length_ = true;
  return progress::need_more;
}

// F7 is decided at the end: two of them (F8) or a Content-Length beside it (F1) is worse.
progress request_head_reader::take_coding(const field& f) {
  const bool repeated = coding_ != transfer_coding::none;
  coding_ = parse_transfer_encoding(f.value);
  const bool wrong = repeated || head_.http_1_0 || coding_ == transfer_coding::bad;  // F8, F9
  return wrong ? fail(failure_kind::bad_framing) : progress::need_more;
}

// H4: repeats with different values are a conflict, which auth::decide refuses.
void request_head_reader::note_credential(std::string_view bytes, const field& f, single_field& slot) {
  auth::presented_value value{slot.value.of(bytes), slot.times != 0, slot.conflicting};
  value.add(f.value);
  slot.value = slice_of(bytes, f.value);
  slot.times = 1;
  slot.conflicting = value.conflicting;
}

// A repeat makes the field as good as absent: nobody could say which one was meant.
void request_head_reader::note_once(std::string_view bytes, const field& f, bool usable, single_field& slot) {
  slot.value = slot.times == 0 && usable ? slice_of(bytes, f.value) : slice{};
  slot.times = slot.times == 0 ? 1 : 2;
}

// H8; HTTP/1.0 has no expectations.
void request_head_reader::note_expectation(const field& f) {
  if (head_.http_1_0) return;
  const bool known_one = equal_ignoring_case(f.value, "100-continue");
  head_.expect_continue = head_.expect_continue || known_one;
  odd_expectation_ = odd_expectation_ || !known_one;
}

// Codings may come as a list, and in more than one line.
void request_head_reader::note_encoding(std::string_view value) {
  while (!value.empty()) {
    const std::string_view coding = next_element(value);
    head_.encoded = head_.encoded || !(coding.empty() || equal_ignoring_case(coding, "identity"));
  }
}

progress request_head_reader::finish(std::string_view bytes) {
  const bool has_coding = coding_ != transfer_coding::none;
  if (has_coding && has_length_) return fail(failure_kind::bad_framing);                              // F1
  if (coding_ == transfer_coding::other_codings) return fail(failure_kind::unsupported_coding);       // F7
  if (host_.times == 0 && !head_.http_1_0) return fail(failure_kind::bad_host);                       // T1
  if (authority_.size != 0 && check_target_host(bytes) == progress::failed) return progress::failed;  // T3
  if (looped_) return fail(failure_kind::loop_detected);                                              // H6
  if (odd_expectation_) return fail(failure_kind::expectation_failed);                                // H8
  fill_head();
  step_ = step::done;
  return progress::done;
}

progress request_head_reader::check_target_host(std::string_view bytes) {
  if (host_.times == 0) {  // HTTP/1.0: the target alone says which host is meant
    host_.value = authority_;
    return progress::need_more;
  }
  host_and_port target;
  host_and_port host;
  const bool same = parse_host(authority_.of(bytes), target) && parse_host(host_.value.of(bytes), host) &&
                    same_host(target, host, https_ ? 443 : 80);
  return same ? progress::need_more : fail(failure_kind::bad_target);
}

// Of a head that is complete and good.
void request_head_reader::fill_head() {
  size_ = lines_.start();
  head_.path = path_;
  head_.query = query_;
  head_.host = host_.value;
  head_.request_id = request_id_.value;
  head_.traceparent = traceparent_.value;
  head_.apikey = apikey_;
  head_.x_api_key = x_api_key_;
  head_.x_api_key_id = x_api_key_id_;
  if (coding_ == transfer_coding::chunked) head_.body.kind = body_kind::chunked;
  if (has_length_) head_.body.kind = body_kind::length;
  const bool has_body = coding_ == transfer_coding::chunked || head_.body.length != 0;
  head_.expect_continue = head_.expect_continue && has_body;  // nothing to wait for
  head_.keep_alive = !connection_.close && !head_.http_1_0;   // H10
}

}  // namespace ramal::wire
