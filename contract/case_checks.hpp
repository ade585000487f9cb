// Slips in a case that would leave it without a meaning: it would pass, whatever the program does. Everything here
// throws case_error.
#pragma once

#include <string>
#include <string_view>

#include "contract/case_text.hpp"
#include "contract/conversation.hpp"
#include "contract/message_text.hpp"

namespace ramal::contract {

// Text where none is read: behind a heading, below one that says all, an unknown modifier, a heading that comes
// once only.
void check_sections(const std::string& file, const case_text& one);

// A column that no part of the case uses; `name` may be for the case's name alone.
void check_rows(const std::string& file, const case_text& pattern, const section& rows);

// Two cases that say the same.
void check_no_twins(const std::string& file, const std::vector<case_text>& cases);

// A compact request whose Host or body is perhaps not what its writer thought.
void check_request(const std::string& file, int line, const compact_message& message);

// An answer that any refusal would fit, or a header that cannot be there.
void check_client_turn(const std::string& file, const client_turn& turn);

}  // namespace ramal::contract
