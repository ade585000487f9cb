// Phone numbers in any text, as people and programs write them. Pure.
#pragma once

#include <string>

namespace ramal::inspector {

// Every run of 8 digits and more, signs between them apart, keeps its last 4. Not what begins as a date (2026-11-29), no
// UUID, no hexadecimal id of 32, 40 or 64 digits with letters all over it, no IPv4 address: these are no numbers of anybody.
void mask_numbers(std::string& text);

}  // namespace ramal::inspector
