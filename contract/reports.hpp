// A run as text for people and for programs. What they are given is masked already (mask.hpp).
#pragma once

#include <string>
#include <string_view>

#include "contract/result.hpp"

namespace ramal::contract {

enum class language { english, portuguese };

// One line for each failure and each of its complaints, skipped cases by reason, and "answers 91 of 94".
std::string text_report(const run_result& run, language in);
// {"format":1,"target","mode","when","passed","failed","skipped","cases":[{"file","name","outcome",...}]}
std::string json_report(const run_result& run);
// JUnit: `classname` is the file, `name` the case; common CI pages ignore the suite's name.
std::string junit_report(const run_result& run);
// TAP version 14.
std::string tap_report(const run_result& run);
// One page that needs nothing else, both languages in it; `in` is the one that is shown first.
std::string html_report(const run_result& run, language in);

// How many bytes the UTF-8 character at the front has; 0 if there is none.
std::size_t character_size(std::string_view text);
// The text as a JSON string with its quotes; bytes that are no UTF-8 become \ufffd.
std::string json_quoted(std::string_view text);
// For XML and HTML; control characters, which XML cannot hold, become \xNN.
std::string markup_escaped(std::string_view text);

}  // namespace ramal::contract
