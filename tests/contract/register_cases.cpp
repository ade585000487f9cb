// Makes every case two Catch2 test cases, "pure ..." and "binary ...", when the program starts.
#include <catch2/catch.hpp>
#include <iostream>
#include <memory>

#include "tests/contract/binary_stage.hpp"
#include "tests/contract/case_reader.hpp"
#include "tests/contract/play.hpp"
#include "tests/contract/pure_stage.hpp"

namespace ramal::contract {
namespace {

using make_stage = std::unique_ptr<stage> (*)(const contract_case& what);

// Catch2 owns it.
class case_invoker : public Catch::ITestInvoker {
 public:
  case_invoker(const contract_case& what, make_stage make) : case_(what), make_(make) {}
  void invoke() const override {
    INFO(case_.why);
    const auto on = make_(case_);
    for (const auto& complaint : play(case_, *on)) FAIL_CHECK(complaint);
    CHECK(on);  // a case without complaint is one assertion
  }

 private:
  const contract_case& case_;
  make_stage make_;
};

void add(const contract_case& what, const std::string& runner, make_stage make) {
  const auto name = runner + " " + what.file.substr(0, what.file.rfind('.')) + ": " + what.name;
  const auto tags = "[contract][" + runner + "]";
  const Catch::AutoReg registered(new case_invoker(what, make),
                                  Catch::SourceLineInfo(what.file.c_str(), static_cast<std::size_t>(what.line)), "",
                                  Catch::NameAndTags(name, tags));
}

// A file that cannot be read must not become a run with fewer tests.
const std::vector<contract_case>& all_cases() {
  static const auto cases = [] {
    try {
      return read_case_folder(RAMAL_CASE_FOLDER);
    } catch (const std::exception& problem) {
      std::cerr << problem.what() << '\n';
      std::_Exit(1);
    }
  }();
  return cases;
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
}  // namespace ramal::contract
