// Which parts of a path and of a call id may stand in the access log (http-rules.md K3, K11, T10): people type keys
// into both, and other APIs have keys and phone numbers in their paths. Pure.
#pragma once

#include <array>
#include <string_view>

#include "auth/key_ring.hpp"

namespace ramal::rules {

inline constexpr std::size_t most_logged = 128;  // bytes of a text in the log
using logged_text = std::array<char, most_logged>;

// Whether a text that a client chose is a key, of `known` or the one that it `sent`, holds one of them, or looks like a
// native one.
bool holds_secret(std::string_view text, const auth::key_ring& known, std::string_view sent);

// The same of a traceparent (W3C, version 00): its ids are hexadecimal digits, and so are some keys.
bool trace_holds_secret(std::string_view traceparent, const auth::key_ring& known, std::string_view sent);

// What is asked for, without query, as far as `scratch` is long enough. "***" stands for segments that are a key of
// `known` or `sent`, or look like one; the first byte that no path may hold is escaped and ends it. `path`: raw.
// `sent`: the key that came with the request. `mask`: phone numbers keep their last 4 digits. `mount`: of the configuration; it is no
// secret where the path begins with it.
std::string_view write_loggable_path(std::string_view path, const auth::key_ring& known, std::string_view sent,
                                     bool mask, logged_text& scratch, std::string_view mount = {});

// "***" for a call id that is a key or looks like a native one; else the id itself. `sure`: the engine took it, so that
// it is no phone number; else one keeps its last 4 digits if `mask` is set. The result is a view of `id` or of
// `scratch`.
std::string_view loggable_id(std::string_view id, const auth::key_ring& known, std::string_view sent, bool sure,
                             bool mask, logged_text& scratch);

}  // namespace ramal::rules
