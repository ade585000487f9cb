// Documents for the JSON reader's tests, and the reader as a yes or no.
#pragma once

#include <string_view>
#include <vector>

#include "routes/json.hpp"

namespace ramal::routes::json {

struct document {
  const char* name;
  std::string_view text;
};

const std::vector<document>& good_documents();
const std::vector<document>& bad_documents();

// What read_body and plan_response do with a whole document: UTF-8 first, then the cursor.
inline problem read(std::string_view text, const limits& bounds = limits{}) {
  if (!is_utf8(text)) return problem::syntax;
  cursor in(text, bounds);
  std::string_view token;
  return in.value(token) && in.finish() ? problem::none : in.what();
}

}  // namespace ramal::routes::json
