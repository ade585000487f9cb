// Who is behind the proxies that a request came through (http-rules.md H6).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "config/model.hpp"

namespace ramal::wire {

// The right-most address in X-Forwarded-For that is none of `trusted`; if all are, the left-most. Only what stands to
// the right of everything malformed counts, as no proxy of ours wrote that. `head`: a whole head that the reader has
// accepted, from a peer that is trusted itself. IPv4 as IPv4-mapped IPv6.
std::optional<std::array<std::uint8_t, 16>> find_forwarded_client(std::string_view head,
                                                                  std::span<const config::network> trusted);

}  // namespace ramal::wire
