// The client behind the proxies that a request came through (http-rules.md H6).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "config/model.hpp"

namespace ramal::wire {

// The right-most address in X-Forwarded-For that is none of `trusted`; if all are, the left-most. Only what stands to
// the right of everything malformed counts, as no proxy of ours wrote that. `head`: a whole head that the reader has
// accepted, from a peer that is trusted itself.
std::optional<config::ip_address> find_forwarded_client(std::string_view head,
                                                        std::span<const config::network> trusted);

}  // namespace ramal::wire
