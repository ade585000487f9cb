// Parts of the HTML report.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.hpp"

namespace ramal::contract {

// The page's style sheet: light, dark and paper, wide and narrow.
std::string_view report_style();

// The text in both languages; the page shows one of them. Both are markup.
std::string in_both(const std::string& en, const std::string& pt);

// Score and counts.
std::string summary_of(const run_result& run);
// A row for each file of which something was played.
std::string chapters_of(const run_result& run);
// One failed case: what the contract says, what is wrong, what was expected and what was said.
std::string failure_of(const case_result& each);
// Cases that were not played, by their reason; and all that passed.
std::string skipped_of(const run_result& run);
std::string passed_of(const run_result& run);

}  // namespace ramal::contract
