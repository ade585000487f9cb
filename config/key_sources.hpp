// The forms in which a key of the ring may be given: by value, from an environment variable, from a file, or (client
// keys) as a digest.
#pragma once

#include <string>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// The entries of one key of the ring.
const section& key_section();

// A key as it may travel in a header: 1 to 512 bytes of visible ASCII, and not visibly something else (rule K8). The
// mistake does not show the text.
parsed<secret> check_key_text(secret text);

// check_key_text on a scalar of the file.
parsed<secret> parse_key_text(const node& from);

// The SHA-256 of a text as 64 lower-case hex digits.
std::string sha256_hex(std::string_view text);

}  // namespace ramal::config
