// Makes every case a Catch2 test case, "pure ...", when the program starts; and one more, "binary ...", if it needs a
// gateway of its own. command_test.cpp plays all others through the program.
#include <catch2/catch.hpp>
#include <memory>

#include "tests/contract/all_cases.hpp"
#include "tests/contract/binary_stage.hpp"
#include "contract/case_reader.hpp"
#include "tests/contract/event_reader.hpp"
#include "tests/contract/event_stages.hpp"
#include "contract/play.hpp"
#include "tests/contract/play_events.hpp"
#include "tests/contract/pure_stage.hpp"

namespace ramal::contract {
namespace {

using player = complaints (*)(const named_case& one);

complaints play_pure(const named_case& one) {
  const auto what = build_case(one.file, one.text);
  return play(what, *make_pure_stage(what));
}

complaints play_binary(const named_case& one) {
  const auto what = build_case(one.file, one.text);
  binary_stage on(what);
  return play(what, on);
}

complaints play_pure_events(const named_case& one) {
  const auto what = build_event_case(one.file, one.text);
  return play_events(what, *make_pure_events(what));
}

complaints play_binary_events(const named_case& one) {
  const auto what = build_event_case(one.file, one.text);
  return play_events(what, *make_binary_events(what));
}

std::string why_of(const case_text& text) {
  for (const auto& each : text.sections)
    if (each.heading == "why") return each.text;
  return {};
}

class case_invoker : public Catch::ITestInvoker {
 public:
  case_invoker(const named_case& what, player play) : case_(what), play_(play) {}
  void invoke() const override {
    INFO(why_of(case_.text));
    const auto found = play_(case_);
    for (const auto& complaint : found) FAIL_CHECK(complaint);
    CHECK(found.empty());  // a case without complaint is one assertion
  }

 private:
  const named_case& case_;
  player play_;
};

// Catch2 owns it.
auto make_invoker(const named_case& what, player play) {
#if CATCH_VERSION_MAJOR >= 3
  return Catch::Detail::make_unique<case_invoker>(what, play);
#else
  return new case_invoker(what, play);
#endif
}

void add(const named_case& what, const std::string& runner, player play) {
  const auto name = runner + " " + what.file.substr(0, what.file.rfind('.')) + ": " + what.text.name;
  const auto tags = "[contract][" + runner + "]";
  const Catch::AutoReg registered(make_invoker(what, play),
                                  Catch::SourceLineInfo(what.file.c_str(), static_cast<std::size_t>(what.text.line)),
                                  "", Catch::NameAndTags(name, tags));
}

const bool all_added = [] {
  for (const auto& each : all_cases()) {
    const bool of_events = is_event_case(each.text);
    add(each, "pure", of_events ? play_pure_events : play_pure);
    if (needs_own_gateway(each.text)) add(each, "binary", of_events ? play_binary_events : play_binary);
  }
  return true;
}();

}  // namespace

TEST_CASE("cases: at least three hundred, and every one of them can be read") {
  CHECK(all_cases().size() >= 300);
  for (const auto& each : all_cases())
    if (!is_event_case(each.text)) CHECK_NOTHROW(build_case(each.file, each.text));
}

TEST_CASE("cases: at least a hundred and twenty of events, and every one of them can be read") {
  int count = 0;
  for (const auto& each : all_cases()) {
    if (!is_event_case(each.text)) continue;
    ++count;
    CHECK_NOTHROW(build_event_case(each.file, each.text));
  }
  CHECK(count >= 120);
}

}  // namespace ramal::contract
