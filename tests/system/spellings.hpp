// Secrets that stand in no other text, and every way in which one could have been written down.
#pragma once

#include <string>
#include <vector>

namespace ramal::system_tests {

// A fresh one: `prefix`, then 128 random bits. `odd`: with characters that JSON, URLs and HTML escape.
std::string random_secret(const std::string& prefix, bool odd = false);

// As it is; in hex, with and without marks before each byte; percent- and JSON-escaped, wholly or where need be;
// base64, both alphabets, at each of its three alignments.
std::vector<std::string> spellings(const std::string& secret);

}  // namespace ramal::system_tests
