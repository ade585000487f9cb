#include "proxy/rules/access_record.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "proxy/rules/loggable.hpp"
#include "routes/text.hpp"

namespace ramal::rules {
namespace {

void put_integer(std::uint64_t number, std::string& out) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

template <unsigned width>
void put_padded(std::uint64_t number, std::string& out) {
  std::array<char, width> digits;
  for (unsigned i = width; i-- > 0; number /= 10) digits[i] = static_cast<char>('0' + number % 10);
  out.append(digits.data(), width);
}


// The beginning of a text, without half a UTF-8 character: a log line is JSON, whatever the engine's codes hold.
std::string_view capped(std::string_view text) {
  if (text.size() <= most_logged) return text;
  std::size_t end = most_logged;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// `name`: as it stands in the line, from the comma to the colon.
void put_text(std::string_view name, std::string_view text, std::string& out) {
  if (text.empty()) return;
  out.append(name);
  out.push_back('"');
  routes::escape_json(capped(text), out);
  out.push_back('"');
}

void put_number(std::string_view name, std::uint64_t number, std::string& out) {
  out.append(name);
  put_integer(number, out);
}

void put_milliseconds(std::string_view name, microseconds time, std::string& out) {
  const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
  put_number(name, count / 1'000, out);
  out.push_back('.');
  put_padded<3>(count % 1'000, out);
}

// By <chrono>'s calendar: gmtime_r may take the C library's time zone lock.
void put_time(std::chrono::system_clock::time_point time, std::string& out) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto ms = static_cast<std::uint64_t>(duration_cast<milliseconds>(time - day).count());
  put_padded<4>(static_cast<std::uint64_t>(static_cast<int>(date.year())), out);
  out.push_back('-');
  put_padded<2>(static_cast<unsigned>(date.month()), out);
  out.push_back('-');
  put_padded<2>(static_cast<unsigned>(date.day()), out);
  out.push_back('T');
  put_padded<2>(ms / 3'600'000, out);
  out.push_back(':');
  put_padded<2>(ms / 60'000 % 60, out);
  out.push_back(':');
  put_padded<2>(ms / 1'000 % 60, out);
  out.push_back('.');
  put_padded<3>(ms % 1'000, out);
  out.push_back('Z');
}

void put_phone(std::string_view digits, bool mask, std::string& out) {
  if (digits.empty()) return;
  out.append(R"(,"number":)");
  out.push_back('"');
  const std::size_t shown = mask ? std::min<std::size_t>(4, digits.size()) : digits.size();
  out.append(digits.size() - shown, '*').append(digits.substr(digits.size() - shown));
  out.push_back('"');
}

}  // namespace

void write_access_line(const access_record& record, bool mask, std::string& out) {
  out.append("{\"time\":\"");
  put_time(record.time, out);
  out.push_back('"');
  put_text(R"(,"request_id":)", record.request_id, out);
  put_text(R"(,"trace_id":)", record.trace_id, out);
  put_text(R"(,"client":)", record.client, out);
  put_text(R"(,"method":)", record.method, out);
  put_text(R"(,"route":)", record.route, out);
  put_text(R"(,"path":)", record.path, out);
  put_text(R"(,"key":)", record.key_name, out);
  put_phone(record.number, mask, out);
  put_text(R"(,"call":)", record.call, out);
  put_text(R"(,"native_call":)", record.native_call, out);
  put_text(R"(,"operation":)", record.operation, out);
  put_number(R"(,"status":)", record.status, out);
  if (record.native_status != 0) put_number(R"(,"native_status":)", record.native_status, out);
  put_text(R"(,"front":)", record.front, out);
  put_milliseconds(R"(,"read_ms":)", record.read, out);
  if (record.queued.count() != 0) put_milliseconds(R"(,"queued_ms":)", record.queued, out);
  put_milliseconds(R"(,"engine_ms":)", record.engine, out);
  put_milliseconds(R"(,"total_ms":)", record.total, out);
  put_number(R"(,"bytes_in":)", record.bytes_in, out);
  put_number(R"(,"bytes_out":)", record.bytes_out, out);
  if (record.key_echoes != 0) put_number(R"(,"key_echoes":)", record.key_echoes, out);
  put_text(R"(,"upstream":)", record.upstream, out);
  put_text(R"(,"reason":)", record.reason, out);
  put_text(R"(,"outcome":)", record.outcome, out);
  out.append("}\n");
}

}  // namespace ramal::rules
