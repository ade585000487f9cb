// POST /api/breaker/reset (console.md section 1): each worker has breakers of its own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <string>

#include "proxy/admin/answers.hpp"
#include "proxy/net/server/server.hpp"

namespace ramal::admin {

// Comes once all workers have closed theirs, or with 503 after 2 s. Both outlive it.
answer close_breakers(boost::asio::io_context& loop, net::server& gateway);

// Of `workers`. Pure.
answer answer_breakers(const net::breaker_reset& told, std::size_t workers);

}  // namespace ramal::admin
