// A list of calls too big to store: the engine's text of it, and the text that Ramal must make of it.
#pragma once

#include <cstddef>
#include <string>

namespace ramal::contract {

// {"calls":[...]}: `count` calls of about 400 bytes, with numbers, escapes and nested values that tempt a rewriter.
std::string native_list(std::size_t count);

// The list answer for the same calls; `twice`: under "data" and "calls", as for the aliases active and status.
std::string ramal_list(std::size_t count, bool twice);

}  // namespace ramal::contract
