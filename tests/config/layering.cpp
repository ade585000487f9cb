#include "tests/config/layering.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

namespace ramal::layering {
namespace {

namespace fs = std::filesystem;

// From left to right.
const std::string_view order[] = {"config",
                                  "routes",
                                  "events",
                                  "auth",
                                  "store",
                                  "proxy/wire",
                                  "proxy/rules",
                                  "proxy/metrics",
                                  "proxy/tracing",
                                  "proxy/inspector",
                                  "proxy/flow",
                                  "proxy/net/loop",
                                  "proxy/net/log",
                                  "proxy/net/tls",
                                  "proxy/net/upstream",
                                  "proxy/net/listen",
                                  "proxy/net/server",
                                  "proxy/net/control",
                                  "proxy/relay",
                                  "proxy/collector",
                                  "proxy/admin",
                                  "proxy/doctor",
                                  "proxy"};

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// Below proxy/ each folder has a place of its own.
bool is_in(std::string_view folder, std::string_view parent) {
  if (folder == parent) return true;
  return parent != "proxy" && folder.starts_with(parent) && folder[parent.size()] == '/';
}

// The place in the order; the longest match counts, so that proxy/wire is not proxy.
std::optional<std::size_t> rank_of(std::string_view path) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < std::size(order); ++i) {
    if (is_in(folder_of(path), order[i]) && (!best || order[i].size() > order[*best].size())) best = i;
  }
  return best;
}

// events/ stands beside routes/: it knows nothing of the configuration but its helpers for letters, and of the folders
// on the way of a request only routes/ is to its left.
std::string objection_to_events(std::string_view path, std::string_view target) {
  const bool in_events = is_in(folder_of(path), "events"), of_events = is_in(folder_of(target), "events");
  if (in_events && is_in(folder_of(target), "config") && target != "config/letters.hpp")
    return "events/ includes of config/ letters.hpp only";
  return of_events && is_in(folder_of(path), "auth") ? "auth/ knows no events" : "";
}

// Why `path` may not include `target`; "" if it may.
std::string objection(std::string_view path, std::string_view target) {
  const std::string_view target_folder = folder_of(target);
  for (const std::string_view outside : {"tests", "examples", "bench"}) {
    if (is_in(target_folder, outside)) return "nothing includes from " + std::string(outside) + "/";
  }
  const bool in_engine = is_in(folder_of(path), "engine"), of_engine = is_in(target_folder, "engine");
  if (in_engine) return of_engine || is_in(target_folder, "config") ? "" : "engine/ includes engine/ and config/ only";
  if (is_in(folder_of(path), "store"))
    return is_in(target_folder, "store") || is_in(target_folder, "config") ? ""
                                                                           : "store/ includes store/ and config/ only";
  const bool of_contract = is_in(target_folder, "contract");
  if (is_in(folder_of(path), "contract"))
    return of_contract || target == "ramal_version.hpp"
               ? ""
               : "contract/ includes contract/ only: a judge that shares code sees nothing";
  if (of_contract) return folder_of(path) == "proxy" ? "" : "only the command line knows the contract kit";
  if (of_engine) return path == "proxy/main.cpp" ? "" : "only proxy/main.cpp knows the engine";
  if (const std::string why = objection_to_events(path, target); !why.empty()) return why;
  const auto from = rank_of(path), to = rank_of(target);
  if (!to) return target_folder.empty() ? "" : "is in no folder of the order";  // no folder: a generated header
  if (!from) return "the file itself is in no folder of the order";
  return *to <= *from ? "" : std::string(order[*to]) + " stands to the right of " + std::string(order[*from]);
}

}  // namespace

std::vector<std::string> included_files(std::string_view text) {
  std::vector<std::string> result;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::size_t at = line.find_first_not_of(" \t");
    if (at == std::string::npos || line[at] != '#') continue;
    at = line.find_first_not_of(" \t", at + 1);
    if (at == std::string::npos || line.compare(at, 7, "include") != 0) continue;
    const auto open = line.find('"', at), close = line.find('"', open + 1);
    if (open != std::string::npos && close != std::string::npos)
      result.push_back(line.substr(open + 1, close - open - 1));
  }
  return result;
}

std::vector<std::string> violations(const std::vector<source>& sources) {
  std::vector<std::string> result;
  for (const auto& one : sources) {
    for (const auto& target : included_files(one.text)) {
      const std::string why = target.find("..") == std::string::npos ? objection(one.path, target)
                                                                     : "write the path from the root instead of ..";
      if (!why.empty()) result.push_back(one.path + " includes " + target + ": " + why);
    }
  }
  return result;
}

std::vector<source> sources_under(const std::string& root) {
  std::vector<source> result;
  for (const char* folder : {"config", "routes", "events", "auth", "store", "contract", "proxy", "engine"}) {
    if (!fs::exists(fs::path(root) / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / folder)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp" && extension != ".ipp")) continue;
      std::ifstream file(entry.path());
      std::ostringstream text;
      text << file.rdbuf();
      result.push_back({fs::relative(entry.path(), root).generic_string(), text.str()});
    }
  }
  return result;
}

}  // namespace ramal::layering
