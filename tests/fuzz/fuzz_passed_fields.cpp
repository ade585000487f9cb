// The allow-lists of the passthrough: whatever a client or a server writes in its head, only rows of the table come out,
// each within its line, and the heads that are written of them are read in one way. The first byte chooses the side.
#include "tests/fuzz/expect.hpp"

#include <string>

#include "proxy/wire/answer_head.hpp"
#include "proxy/wire/request_head.hpp"
#include "proxy/wire/write_passed_head.hpp"

namespace {

using namespace ramal::wire;

void check_lines(const passed_lines& lines, std::string_view head, std::string_view out) {
  std::size_t from = 0;
  for (const passed_line& one : lines.all()) {
    const std::string_view value = one.value.of(head);
    ramal::test::expect(!value.empty() && value.find_first_of("\r\n") == std::string_view::npos);
    const std::string line = "\r\n" + std::string(one.rule->name) + ": " + std::string(value) + "\r\n";
    const std::size_t at = out.find(line, from);
    ramal::test::expect(at != std::string_view::npos);
    from = at + line.size() - 2;
  }
}

void check_request(std::string_view input) {
  request_head_reader reader{head_limits{}};
  if (reader.feed(input) != progress::done) return;
  const std::string_view head = input.substr(0, reader.size());
  passed_lines lines;
  if (lines.take(head, passed_of_requests()) != passed_lines::result::fine) return;
  passed_request_head made;
  made.method_text = "POST";
  made.target = "/send/text";
  made.host_header = "go.example";
  made.token = "the-token";
  made.request_id = "r";
  made.traceparent = "t";
  made.user_agent = "ramal";
  made.passed = lines.all();
  made.passed_bytes = head;
  made.body = reader.head().body;
  std::string out;
  write_passed_request(out, made);
  check_lines(lines, head, out);
  const std::string via = "\r\nVia: 1.1 ramal";  // our own reader would call it a loop
  out.erase(out.find(via), via.size());
  request_head_reader again{head_limits{65'536, 8'000, 128, 128, 8'192}};
  ramal::test::expect(again.feed(out) == progress::done && again.size() == out.size());
  ramal::test::expect(again.head().apikey.of(out) == "the-token");
  ramal::test::expect(again.head().body.kind == made.body.kind && again.head().body.length == made.body.length);
}

void check_answer(std::string_view input) {
  answer_head_reader reader;
  if (reader.feed(input) != progress::done || reader.head().status < 200) return;
  const std::string_view head = input.substr(0, reader.size());
  passed_lines lines;
  if (lines.take(head, passed_of_answers()) != passed_lines::result::fine) return;
  passed_answer_head made;
  made.status = reader.head().status;
  made.passed = lines.all();
  made.passed_bytes = head;
  made.body = framing_of_passed_answer(reader.head().body, false, false);
  made.date = "d";
  made.request_id = "r";
  std::string out;
  write_passed_answer(out, made);
  check_lines(lines, head, out);
  answer_head_reader again;
  ramal::test::expect(again.feed(out) == progress::done && again.size() == out.size());
  ramal::test::expect(again.head().status == made.status && again.head().body.kind == made.body.kind);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view input = ramal::test::text_of(data + 1, size - 1);
  if ((data[0] & 1U) == 0) check_request(input);
  else check_answer(input);
  return 0;
}
