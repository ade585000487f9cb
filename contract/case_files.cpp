#include "contract/case_files.hpp"

namespace ramal::contract {

std::vector<named_text> split_files(std::span<const case_file> files) {
  std::vector<named_text> all;
  for (const auto& each : files) {
    const std::string name(each.name);
    for (auto& one : split_cases(name, each.text)) all.push_back({name, std::move(one)});
  }
  return all;
}

}  // namespace ramal::contract
