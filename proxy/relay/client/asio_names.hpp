// Asio's names as this folder uses them.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ramal::relay {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// Completion token: awaits a tuple that begins with the error code.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}  // namespace ramal::relay
