#include "tests/contract/all_cases.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "tests/harness/ramal_process.hpp"

namespace ramal::contract {
namespace {

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

}  // namespace

bool needs_own_gateway(const case_text& text) {
  return std::any_of(text.sections.begin(), text.sections.end(), [](const section& each) {
    return each.heading == "settings" || each.heading == "engine posts" ||
           (each.heading == "needs" && each.text.find("settings") != std::string::npos);
  });
}

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

}  // namespace ramal::contract
