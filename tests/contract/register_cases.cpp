// Makes every case two Catch2 test cases, "pure ..." and "binary ...", when the program starts.
#include <catch2/catch.hpp>
#include <memory>

#include "tests/contract/all_cases.hpp"
#include "tests/contract/binary_stage.hpp"
#include "tests/contract/case_reader.hpp"
#include "tests/contract/play.hpp"
#include "tests/contract/pure_stage.hpp"

namespace ramal::contract {
namespace {

using make_stage = std::unique_ptr<stage> (*)(const contract_case& what);

class case_invoker : public Catch::ITestInvoker {
 public:
  case_invoker(const named_case& what, make_stage make) : case_(what), make_(make) {}
  void invoke() const override {
    const auto what = build_case(case_.file, case_.text);
    INFO(what.why);
    const auto on = make_(what);
    for (const auto& complaint : play(what, *on)) FAIL_CHECK(complaint);
    CHECK(on);  // a case without complaint is one assertion
  }

 private:
  const named_case& case_;
  make_stage make_;
};

// Catch2 owns it.
auto make_invoker(const named_case& what, make_stage make) {
#if CATCH_VERSION_MAJOR >= 3
  return Catch::Detail::make_unique<case_invoker>(what, make);
#else
  return new case_invoker(what, make);
#endif
}

void add(const named_case& what, const std::string& runner, make_stage make) {
  const auto name = runner + " " + what.file.substr(0, what.file.rfind('.')) + ": " + what.text.name;
  const auto tags = "[contract][" + runner + "]";
  const Catch::AutoReg registered(make_invoker(what, make),
                                  Catch::SourceLineInfo(what.file.c_str(), static_cast<std::size_t>(what.text.line)),
                                  "", Catch::NameAndTags(name, tags));
}

const bool all_added = [] {
  for (const auto& each : all_cases()) {
    add(each, "pure", [](const contract_case& what) -> std::unique_ptr<stage> { return make_pure_stage(what); });
    add(each, "binary",
        [](const contract_case& what) -> std::unique_ptr<stage> { return std::make_unique<binary_stage>(what); });
  }
  return true;
}();

}  // namespace

TEST_CASE("cases: at least three hundred, and every one of them can be read") {
  CHECK(all_cases().size() >= 300);
  for (const auto& each : all_cases()) CHECK_NOTHROW(build_case(each.file, each.text));
}

}  // namespace ramal::contract
