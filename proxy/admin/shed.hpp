// Which connection to the admin interface makes way for a new one where there is no place left (console.md section 1): else
// 64 connections that say nothing would lock the operator out. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>

#include "config/ip_address.hpp"

namespace ramal::admin {

struct open_connection {
  config::ip_address from{};                      // as client_of() has it; of a Unix socket always the same
  std::chrono::steady_clock::time_point since{};  // it was accepted: requests that need no token buy no time
  bool shows_token = false;                       // one of its requests had the admin token
};

// Of those without a token the oldest one, of the address that has most of them. None: all have shown it.
std::optional<std::size_t> choose_to_shed(std::span<const open_connection> all);

// What counts as one client: an IPv6 client has a whole /64.
config::ip_address client_of(config::ip_address address);

}  // namespace ramal::admin
