#include "proxy/wire/write_head.hpp"

#include <cassert>
#include <chrono>

#include "proxy/wire/put_number.hpp"

namespace ramal::wire {
namespace {

[[maybe_unused]] bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

[[maybe_unused]] bool are_lines(std::string_view text) {
  return text.empty() || (text.ends_with("\r\n") && text.find('\0') == std::string_view::npos &&
                          text.find("\r\n\r\n") == std::string_view::npos);
}

void put(std::string& out, std::string_view text) {
  assert(is_one_line(text));
  out.append(text);
}

// `start` begins with the CRLF of the line before, so that every field costs two appends.
void put_field(std::string& out, std::string_view start, std::string_view value) {
  out.append(start);
  put(out, value);
}

void put_optional(std::string& out, std::string_view start, std::string_view value) {
  if (!value.empty()) put_field(out, start, value);
}

// Reasons are for people only (RFC 9112 section 4); a status that is not here goes out without one.
std::string_view reason_of(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 508: return "Loop Detected";
    default: return "";
  }
}

void put_status_line(std::string& out, unsigned status) {
  assert(status >= 100 && status <= 999);
  if (status == 200) {
    out.append("HTTP/1.1 200 OK");
    return;
  }
  out.append("HTTP/1.1 ");
  put_number(out, status);
  out.push_back(' ');
  out.append(reason_of(status));
}

}  // namespace

void write_request_head(std::string& out, const upstream_head& head) {
  assert(!head.method_text.empty() && !head.target.empty() && !head.host_header.empty() && !head.key_value.empty());
  assert((head.sends_length || head.body_length == 0) && are_lines(head.extra_lines));
  put(out, head.method_text);
  out.push_back(' ');
  put(out, head.path_prefix);
  put(out, head.target);
  put_field(out, " HTTP/1.1\r\nHost: ", head.host_header);
  put_field(out, "\r\n", head.key_header_name);
  put_field(out, ": ", head.key_value);
  if (head.has_json_body) out.append("\r\nContent-Type: application/json");
  if (head.sends_length) {
    out.append("\r\nContent-Length: ");
    put_number(out, head.body_length);
  }
  put_field(out, "\r\nAccept: application/json\r\nUser-Agent: ", head.user_agent);
  put_field(out, "\r\nX-Request-Id: ", head.request_id);
  put_field(out, "\r\ntraceparent: ", head.traceparent);
  out.append("\r\nVia: 1.1 ramal\r\n");
  out.append(head.extra_lines);
  out.append("\r\n");
}

void write_answer_head(std::string& out, const answer_head_out& head) {
  assert(are_lines(head.cors_lines) && are_lines(head.keep_alive));
  put_status_line(out, head.status);
  if (head.has_body) put_field(out, "\r\nContent-Type: ", head.content_type);
  if (head.status != 204 && head.status != 304) {
    out.append("\r\nContent-Length: ");
    put_number(out, head.content_length);
  }
  put_field(out, "\r\nDate: ", head.date);
  put_optional(out, "\r\nX-Request-Id: ", head.request_id);
  if (head.retry_after != 0) {
    out.append("\r\nRetry-After: ");
    put_number(out, head.retry_after);
  }
  for (const passed_field& field : head.passed) {
    put_field(out, "\r\n", field.name.of(head.passed_bytes));
    put_field(out, ": ", field.value.of(head.passed_bytes));
  }
  out.append("\r\nX-Content-Type-Options: nosniff");
  if (head.no_store) out.append("\r\nCache-Control: no-store");
  put_optional(out, "\r\nAllow: ", head.allow);
  put_optional(out, "\r\nX-Ramal-Ignored: ", head.ignored);
  put_optional(out, "\r\nX-Ramal-Upstream: ", head.upstream);
  out.append(head.close ? std::string_view("\r\nConnection: close\r\n") : std::string_view("\r\n"));
  if (!head.close) out.append(head.keep_alive);
  out.append(head.cors_lines);
  out.append("\r\n");
}

std::array<char, 29> format_date(std::time_t seconds) {
  using namespace std::chrono;
  static constexpr std::string_view days = "SunMonTueWedThuFriSat";
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const sys_seconds now{std::chrono::seconds(seconds)};
  const sys_days today = floor<std::chrono::days>(now);
  const year_month_day date(today);
  const hh_mm_ss time(now - today);
  std::array<char, 29> text{'-', '-', '-', ',', ' ', '0', '0', ' ', '-', '-', '-', ' ', '0', '0', '0',
                            '0', ' ', '0', '0', ':', '0', '0', ':', '0', '0', ' ', 'G', 'M', 'T'};
  const auto put_digits = [&text](std::size_t at, std::size_t count, unsigned number) {
    for (; count != 0; number /= 10) text[at + --count] = static_cast<char>('0' + number % 10);
  };
  days.copy(text.data(), 3, weekday(today).c_encoding() * std::size_t{3});
  put_digits(5, 2, static_cast<unsigned>(date.day()));
  months.copy(text.data() + 8, 3, (static_cast<unsigned>(date.month()) - 1) * std::size_t{3});
  put_digits(12, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put_digits(17, 2, static_cast<unsigned>(time.hours().count()));
  put_digits(20, 2, static_cast<unsigned>(time.minutes().count()));
  put_digits(23, 2, static_cast<unsigned>(time.seconds().count()));
  return text;
}

}  // namespace ramal::wire
