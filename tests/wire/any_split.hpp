// Reads rows of input in every kind of split, and asserts that it makes no difference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/wire/outcomes.hpp"

namespace ramal::test {

// One outcome for all splits, asserted; Catch's INFO says which row it was.
request_outcome request_by_any_split(std::string_view input, const wire::head_limits& limits = {});
answer_outcome answer_by_any_split(std::string_view input);
body_outcome body_by_any_split(std::string_view input, wire::framing how, std::size_t limit = 1000,
                               bool closes = false);

struct refused_row {
  const char* name;
  std::string input;
  failure_kind kind;
};
void check_refused(const std::vector<refused_row>& rows, const wire::head_limits& limits = {});

// A minimal valid request with these fields (each with its CRLF) added.
std::string get_with(std::string_view fields);
std::string post_with(std::string_view fields);

}  // namespace ramal::test
