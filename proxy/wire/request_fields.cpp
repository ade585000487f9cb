#include "proxy/wire/request_fields.hpp"

#include "proxy/wire/host.hpp"
#include "proxy/wire/request_line.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::wire {
namespace {

using routes::failure_kind;

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

// H4: repeats with different values are a conflict, which auth::decide refuses.
void note_credential(std::string_view bytes, const field& f, single_field& slot) {
  auth::presented_value value{slot.of(bytes), slot.times != 0, slot.conflicting};
  value.add(f.value);
  slot.value = slice_of(bytes, f.value);
  slot.times = 1;
  slot.conflicting = value.conflicting;
}

// A repeated field counts as absent: it is not clear which one was meant.
void note_once(std::string_view bytes, const field& f, bool usable, single_field& slot) {
  slot.value = slot.times == 0 && usable ? slice_of(bytes, f.value) : slice{};
  slot.times = slot.times == 0 ? 1 : 2;
}

}  // namespace

void request_fields::begin(std::string_view bytes, const request_line& line) {
  head_.verb = line.verb;
  head_.http_1_0 = line.http_1_0;
  https_ = line.https;
  head_.path = slice_of(bytes, line.path);
  if (!line.query.empty()) head_.query = slice_of(bytes, line.query);
  if (!line.authority.empty()) authority_ = slice_of(bytes, line.authority);
}

void request_fields::keep_method_and_origin() {
  request_head kept;
  kept.verb = head_.verb;
  kept.origin = head_.origin;
  head_ = kept;
}

request_fields::refusal request_fields::take(std::string_view bytes, std::string_view line, const head_limits& limits) {
  if (++count_ > limits.fields) return failure_kind::head_too_large;
  field f;
  if (!parse_field(line, f)) return failure_kind::bad_header;
  if (f.name.size() > limits.name || f.value.size() > limits.value) return failure_kind::head_too_large;
  return take_known(bytes, f);
}

request_fields::refusal request_fields::take_known(std::string_view bytes, const field& f) {
  const known which = find_known(f.name);
  if (f.high && which >= known::connection) return failure_kind::bad_header;
  switch (which) {
    case known::none: break;
    case known::via: looped_ = looped_ || names_us(f.value); break;
    case known::host: return take_host(bytes, f);
    case known::content_length: return take_length(f);
    case known::transfer_encoding: return take_coding(f);
    case known::x_request_id: note_once(bytes, f, is_request_id(f.value), head_.request_id); break;
    case known::traceparent: note_once(bytes, f, is_traceparent(f.value), head_.traceparent); break;
    case known::connection:
      if (!parse_connection(f.value, connection_)) return failure_kind::bad_header;
      break;
    case known::expect: take_expectation(f); break;
    case known::content_encoding: take_encoding(f.value); break;
    case known::private_network: head_.asks_private_network = f.value == "true"; break;
    case known::origin: note_once(bytes, f, true, head_.origin); break;
    case known::apikey: note_credential(bytes, f, head_.apikey); break;
    case known::x_api_key: note_credential(bytes, f, head_.x_api_key); break;
    case known::x_api_key_id: note_credential(bytes, f, head_.x_api_key_id); break;
  }
  return std::nullopt;
}

request_fields::refusal request_fields::take_host(std::string_view bytes, const field& f) {
  host_and_port parts;
  if (head_.host.times != 0 || !parse_host(f.value, parts)) return failure_kind::bad_host;  // T1, H4
  note_once(bytes, f, true, head_.host);
  return std::nullopt;
}

request_fields::refusal request_fields::take_length(const field& f) {
  const bool fine = !has_length_ && parse_content_length(f.value, head_.body.length);  // F2, F3
  if (!fine) return failure_kind::bad_framing;
  has_length_ = true;
  return std::nullopt;
}

// F7 is decided at the end: two of them (F8) or a Content-Length beside it (F1) is worse.
request_fields::refusal request_fields::take_coding(const field& f) {
  const bool repeated = coding_ != transfer_coding::none;
  coding_ = parse_transfer_encoding(f.value);
  const bool wrong = repeated || head_.http_1_0 || coding_ == transfer_coding::bad;  // F8, F9
  return wrong ? refusal(failure_kind::bad_framing) : std::nullopt;
}

// H8; HTTP/1.0 has no expectations.
void request_fields::take_expectation(const field& f) {
  if (head_.http_1_0) return;
  const bool known_one = equal_ignoring_case(f.value, "100-continue");
  head_.expect_continue = head_.expect_continue || known_one;
  odd_expectation_ = odd_expectation_ || !known_one;
}

// Codings may come as a list, and in more than one line.
void request_fields::take_encoding(std::string_view value) {
  while (!value.empty()) {
    const std::string_view coding = next_element(value);
    head_.encoded = head_.encoded || !(coding.empty() || equal_ignoring_case(coding, "identity"));
  }
}

request_fields::refusal request_fields::finish(std::string_view bytes) {
  const bool has_coding = coding_ != transfer_coding::none;
  if (has_coding && has_length_) return failure_kind::bad_framing;                         // F1
  if (coding_ == transfer_coding::other_codings) return failure_kind::unsupported_coding;  // F7
  if (head_.host.times == 0 && !head_.http_1_0) return failure_kind::bad_host;             // T1
  if (const refusal wrong = check_target_host(bytes)) return wrong;                        // T3
  if (looped_) return failure_kind::loop_detected;                                         // H6
  if (odd_expectation_) return failure_kind::expectation_failed;                           // H8
  if (coding_ == transfer_coding::chunked) head_.body.kind = body_kind::chunked;
  if (has_length_) head_.body.kind = body_kind::length;
  const bool has_body = coding_ == transfer_coding::chunked || head_.body.length != 0;
  head_.expect_continue = head_.expect_continue && has_body;  // nothing to wait for
  head_.keep_alive = !connection_.close && !head_.http_1_0;   // H10
  return std::nullopt;
}

request_fields::refusal request_fields::check_target_host(std::string_view bytes) {
  if (authority_.empty()) return std::nullopt;
  if (head_.host.times == 0) {  // HTTP/1.0: the target alone says which host is meant
    head_.host.value = authority_;
    return std::nullopt;
  }
  host_and_port target;
  host_and_port host;
  const bool same = parse_host(authority_.of(bytes), target) && parse_host(head_.host.value.of(bytes), host) &&
                    same_host(target, host, https_ ? 443 : 80);
  return same ? std::nullopt : refusal(failure_kind::bad_target);
}

}  // namespace ramal::wire
