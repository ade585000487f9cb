// Makes every case two Catch2 test cases, "pure ..." and "binary ...", when the program starts.
#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>

#include "tests/contract/binary_stage.hpp"
#include "tests/contract/case_reader.hpp"
#include "tests/contract/play.hpp"
#include "tests/contract/pure_stage.hpp"
#include "tests/harness/ramal_process.hpp"

namespace ramal::contract {
namespace {

using make_stage = std::unique_ptr<stage> (*)(const contract_case& what);

// A case by its name, built only when it is played: ctest starts this program once for each of its tests.
struct named_case {
  std::string file;
  case_text text;
};

// Catch2 owns it.
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

std::vector<named_case> read_case_folder(const std::filesystem::path& folder) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".case") files.insert(entry.path());
  std::vector<named_case> all;
  for (const auto& file : files) {
    const auto name = file.filename().string();
    for (auto& each : split_cases(name, tests::read_file(file))) all.push_back({name, std::move(each)});
  }
  return all;
}

// A file that cannot be read must not become a run with fewer tests.
const std::vector<named_case>& all_cases() {
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

void add(const named_case& what, const std::string& runner, make_stage make) {
  const auto name = runner + " " + what.file.substr(0, what.file.rfind('.')) + ": " + what.text.name;
  const auto tags = "[contract][" + runner + "]";
  const Catch::AutoReg registered(new case_invoker(what, make),
                                  Catch::SourceLineInfo(what.file.c_str(), static_cast<std::size_t>(what.text.line)), "",
                                  Catch::NameAndTags(name, tags));
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
