// proxy/README.md against the table of failures: an operator reads what the program does.
#include <catch2/catch.hpp>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "proxy/rules/error_answer.hpp"

namespace ramal::rules {
namespace {

using routes::failure;
using kind = routes::failure_kind;

// Code, status, and whether the connection ends, or X-Ramal-Upstream.
using row = std::vector<std::string>;

// The cells of a Markdown table's row, without blanks and backquotes.
row cells_of(const std::string& line) {
  row cells;
  std::istringstream text(line.substr(1));
  for (std::string cell; std::getline(text, cell, '|');) {
    std::erase(cell, '`');
    const auto first = cell.find_first_not_of(' ');
    cells.push_back(first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
  }
  return cells;
}

// The rows of the table with this heading that have a code of ours: `columns` of each.
std::set<row> rows_below(const std::string& heading, const std::vector<std::size_t>& columns) {
  std::set<row> rows;
  std::ifstream file(RAMAL_SOURCE_ROOT "/proxy/README.md");
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(heading, 0) == 0) inside = true;
    else if (line.empty() || line[0] != '|') inside = false;
    else if (inside && line.find("|---") != 0 && line.find("the engine's") == std::string::npos) {
      const auto cells = cells_of(line);
      row found;
      for (const auto column : columns) found.push_back(cells.at(column));
      rows.insert(found);
    }
  }
  return rows;
}

bool is_of_the_engine(kind what) { return what >= kind::native_error && what <= kind::upstream_timeout; }

}  // namespace

TEST_CASE("the operator's table of refusals has every code, its status and the connection's fate") {
  std::set<row> expected;
  for (int i = 0; i <= static_cast<int>(kind::internal); ++i) {
    const auto what = static_cast<kind>(i);
    if (is_of_the_engine(what)) continue;
    const auto answer = answer_failure(failure(what));
    expected.insert({answer.code.empty() ? "none" : std::string(answer.code), std::to_string(answer.status),
                     answer.close ? "ends" : "stays"});
  }
  CHECK(rows_below("| Code | Status | Connection |", {0, 1, 2}) == expected);
}

TEST_CASE("the operator's table of calls to the engine has every code, its status and what is known of the request") {
  std::set<row> expected;
  for (int i = static_cast<int>(kind::upstream_key_rejected); i <= static_cast<int>(kind::upstream_timeout); ++i) {
    const auto what = static_cast<kind>(i);
    failure told(what);
    told.sent = what != kind::upstream_unreachable && what != kind::upstream_connect_timeout &&
                what != kind::upstream_down;
    const auto to_get = answer_failure(told);
    told.changes = true;
    const auto to_post = answer_failure(told);
    const std::string known = to_get.upstream.empty() ? "none, of a POST " : "";
    expected.insert({std::string(to_get.code), std::to_string(to_get.status), known + std::string(to_post.upstream)});
  }
  const auto lacking = answer_failure(failure(kind::overloaded));
  expected.insert({std::string(lacking.code), std::to_string(lacking.status), std::string(lacking.upstream)});
  CHECK(rows_below("| What happened | Sent again? |", {2, 3, 4}) == expected);
}

}  // namespace ramal::rules
