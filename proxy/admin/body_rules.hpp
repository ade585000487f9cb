// What holds for the body of every change on the admin interface, whatever its path takes (console.md section 1). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "proxy/admin/judge.hpp"

namespace ramal::admin {

// 400 REPEATED_MEMBER if some object of it has a member twice, by its decoded name: whoever checks such an order may see
// another number than the one that is called. 400 BODY_TOO_COMPLEX beyond 32 levels, 1,000 members or 64 bytes of a number,
// where that cannot be told. What is no JSON, or empty, is left to the path, which says what it takes.
std::optional<refusal> judge_body(std::string_view body);

}  // namespace ramal::admin
