// A whole session over memory: any bytes from a client, in one write and in random splits, against an engine that
// answers, fails or breaks off by one of several scripts (the first byte of the input chooses). One well-formed answer
// and one log line for each request, a pure and single request to the engine for each POST that may have been sent, no
// native key to the client, the same in every split, and an end.
#include <array>
#include <vector>

#include "tests/fuzz/expect.hpp"
#include "tests/memory/session_fixture.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/harness/raw_client.hpp"
#include "tests/wire/splits.hpp"

namespace ramal::test {

void report_impurity(const std::string&) { expect(false); }

namespace {

using end = engine_turn::end;

engine_turn turn(std::string answer, end then = end::keep, std::size_t takes = memory_stream::no_bound) {
  return {std::move(answer), then, takes};
}

const std::vector<std::vector<engine_turn>>& scripts() {
  static const std::string call = answer_of(201, R"({"id":"call_1","status":"INITIATED","other":[1.0,{"a":null}]})");
  static const std::string list =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n0\r\n\r\n";
  static const std::vector<std::vector<engine_turn>> all{
      {turn(call)},
      {turn(list)},
      {turn(call, end::close), turn(list)},
      {turn("", end::close)},
      {turn("", end::reset, 1), turn(call)},
      {turn(""), turn(call)},
      {turn("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nHello"), turn("HTTP/1.1 100 Continue\r\n\r\n" + list)},
      {turn(answer_of(404, R"({"error":"Call \"x\" not found","code":"CALL_NOT_FOUND"})")),
       turn(answer_of(503, "busy", "Retry-After: 3\r\n"), end::close), turn(answer_of(401, "ps_demo"))},
  };
  return all;
}

// All that can be seen of one run.
struct seen {
  std::string received;
  std::vector<std::string> requests;
  std::string log;
};

seen play(unsigned script, std::string_view bytes, const reads& ends) {
  static const config::gateway settings = test_settings();
  session_fixture at(settings);
  at.worker.upstream.script(scripts()[script % scripts().size()]);
  at.worker.upstream.in_circles = true;
  at.worker.upstream.through = tests::door::any;
  if ((script & 0x80U) != 0) {
    using door = memory_engine::door;
    at.worker.upstream.set_doors({door::open, door::refused, door::late, door::refused, door::refused});
  }
  std::size_t from = 0;
  for (const std::size_t to : ends) {
    at.send(bytes.substr(from, to - from));
    from = to;
  }
  at.client->put_end();
  at.loop.run();
  for (int deadlines = 0; !at.session->done(); ++deadlines)
    expect(deadlines < 5'000 && at.loop.advance_to_next_deadline());
  return {at.received, at.worker.upstream.requests(), at.worker.log_text};
}

std::vector<tests::json_value> lines_of(std::string_view log) {
  std::vector<tests::json_value> lines;
  while (!log.empty()) {
    std::string error;
    auto line = tests::parse_json(log.substr(0, log.find('\n')), error);
    expect(line.has_value());
    lines.push_back(std::move(*line));
    log.remove_prefix(log.find('\n') + 1);
  }
  return lines;
}

std::string text(const tests::json_value& line, std::string_view name) {
  const auto* found = line.find(name);
  return found == nullptr ? std::string() : found->text;
}

std::size_t count(const std::vector<std::string>& requests, char first) {
  std::size_t found = 0;
  for (const auto& each : requests) found += each.starts_with(first) ? 1U : 0U;
  return found;
}

// Takes the answers off `received`, gives back what stays the same in every split: all but 100 Continue.
std::string expect_answers(const seen& all) {
  std::string left = all.received, final_ones;
  std::size_t posts = 0, gets = 0;
  for (const auto& line : lines_of(all.log)) {
    const std::string method = text(line, "method");
    tests::answer answer = tests::take_answer(left, method == "HEAD");
    if (answer.status == 100) answer = tests::take_answer(left, method == "HEAD");
    expect(answer.error.empty() && std::to_string(answer.status) == text(line, "status"));
    final_ones += answer.raw;
    const auto* state = answer.find("X-Ramal-Upstream");
    const bool asked = !text(line, "operation").empty() && (state == nullptr || *state != "not-sent");
    const std::string operation = text(line, "operation");
    static constexpr std::string_view reading[] = {"list", "get", "status", "settings", "permissions"};
    const bool looks = std::find(std::begin(reading), std::end(reading), operation) != std::end(reading);
    posts += asked && !looks ? 1U : 0U;
    gets += asked && looks ? 1U : 0U;
  }
  expect(left.empty());
  expect(count(all.requests, 'P') == posts);
  expect(count(all.requests, 'G') >= gets && count(all.requests, 'G') <= 2 * gets);
  return final_ones;
}

void expect_pure(const seen& all) {
  static const tests::purity_rules rules{"engine.example", "", {"ps_demo"}, {}, tests::door::any};
  for (std::string request : all.requests) {
    const auto whole = tests::take_request(request);
    if (whole) expect(request.empty() && tests::find_impurities(whole->raw, rules).empty());
  }
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  if (size == 0) return 0;
  const std::string_view bytes = text_of(data + 1, size - 1);
  const seen whole = play(data[0], bytes, {bytes.size()});
  const std::string answers = expect_answers(whole);
  expect_pure(whole);
  if (bytes.find("ps_demo") == std::string_view::npos) expect(answers.find("ps_demo") == std::string::npos);
  const seen split = play(data[0], bytes, random_reads(bytes.size(), seed_of(bytes)));
  expect(expect_answers(split) == answers && split.requests == whole.requests);
  return 0;
}
