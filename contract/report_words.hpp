// What a report says of a run in the reader's language.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "contract/reports.hpp"

namespace ramal::contract {

// Why a case was skipped, in this language, without what belongs to that case alone: cases of one reason are counted
// together. A reason that is not known stays as it is.
std::string kind_of_reason(const std::string& reason, language in);

// The skipped cases by the kind of their reason, in this language.
std::map<std::string, std::vector<const case_result*>> skipped_by_reason(const run_result& run, language in);

}  // namespace ramal::contract
