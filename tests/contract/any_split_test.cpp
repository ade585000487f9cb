// Every case once more: in random pieces, several in one write, and over TLS in records of one byte. The outcome is the
// one that the case names (http-rules.md F24, F25).
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

#include "tests/contract/all_cases.hpp"
#include "tests/contract/binary_stage.hpp"
#include "contract/case_reader.hpp"
#include "tests/contract/event_reader.hpp"
#include "contract/play.hpp"
#include "tests/contract/pure_stage.hpp"
#include "tests/contract/split_stage.hpp"
#include "tests/contract/tls_stage.hpp"
#include "tests/harness/instrumented.hpp"

namespace ramal::contract {
namespace {

void check(const complaints& all) {
  for (const auto& complaint : all) FAIL_CHECK(complaint);
}

std::vector<contract_case> cases_where(bool (*wanted)(const contract_case&)) {
  std::vector<contract_case> found;
  for (const auto& each : all_cases()) {
    if (is_event_case(each.text)) continue;
    auto built = build_case(each.file, each.text);
    if (ends_the_same_in_any_split(built) && wanted(built)) found.push_back(std::move(built));
  }
  return found;
}

// The case in memory with `settings` as they are; its connection must answer another request behind it.
bool stays_open(const contract_case& what) {
  if (!is_plain(what) || what.exchanges.empty()) return false;
  auto asked = what;
  for (auto& each : asked.exchanges) {
    if (each.new_connection || each.client.empty()) return false;
    each.client.back().connection = client_turn::connection_state::open;
  }
  return play(asked, *make_pure_stage(asked)).empty();
}

bool is_native(const contract_case& what) { return what.door_of(what.exchanges.front()) == tests::door::native; }

// Runs of eight, in the order of the files; each comes by one door.
std::vector<contract_case> pipelines() {
  auto open = cases_where(stays_open);
  std::stable_partition(open.begin(), open.end(), is_native);
  open.erase(open.begin(), open.begin() + std::count_if(open.begin(), open.end(), is_native) % 8);
  std::vector<contract_case> all;
  for (std::size_t at = 0; at + 8 <= open.size(); at += 8) all.push_back(pipeline_of(std::span(open).subspan(at, 8)));
  return all;
}

std::size_t bytes_of(const contract_case& what) {
  std::size_t size = 0;
  for (const auto& each : what.exchanges) size += each.sent.size();
  return size;
}

}  // namespace

TEST_CASE("F25 every case ends the same in thousands of random splits") {
  const unsigned splits = tests::is_instrumented() ? 2 : 12;
  std::size_t played = 0;
  for (const auto& what : cases_where([](const contract_case&) { return true; }))
    for (unsigned seed = 0; seed < splits; ++seed) {
      const auto size = bytes_of(what);
      const auto inner = make_pure_stage(what);
      split_stage pieces(*inner, seed, seed == 0 && size < 4'096 ? 1 : 1 + size / (1 + seed));
      check(play(what, pieces));
      ++played;
    }
  CHECK(played > 1'000);
}

TEST_CASE("F24 F25 pipelined cases end the same in one write and in random splits") {
  const auto all = pipelines();
  CHECK(all.size() > 20);
  for (const auto& what : all)
    for (unsigned seed = 0; seed < 10; ++seed) {
      const auto inner = make_pure_stage(what);
      split_stage pieces(*inner, seed, seed == 0 ? bytes_of(what) * 1'000 : 1 + bytes_of(what) / seed);
      check(play(what, pieces));
    }
}

TEST_CASE("F24 F25 hundreds of cases against the real binary, in random splits and pipelined") {
  contract_case first;
  binary_stage binary(first);
  const auto plain = cases_where(is_plain);
  CHECK(plain.size() > 200);
  unsigned seed = 0;
  for (const auto& what : plain) {
    split_stage pieces(binary, ++seed, 1 + bytes_of(what) / 4);
    check(play(what, pieces));
  }
  for (const auto& what : pipelines()) check(play(what, binary));
}

TEST_CASE("F25 hundreds of cases over TLS in records of one byte") {
  tls_stage tls;
  std::size_t played = 0;
  for (const auto& what : cases_where(is_plain)) {
    if (bytes_of(what) > 1'024) continue;
    check(play(what, tls));
    ++played;
  }
  CHECK(played > 200);
}

}  // namespace ramal::contract
