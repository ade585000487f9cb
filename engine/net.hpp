// Asio's and Beast's names as the engine's sockets use them, and the connections that a stop has to close.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <unordered_set>

namespace ramal::engine {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// Completion token: awaits a tuple that begins with the error code.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// Every open stream, so that all of them can be closed at once. One thread only.
class open_streams {
 public:
  // Lists a stream while it lives; the stream must not move meanwhile.
  class entry {
   public:
    entry(open_streams& all, beast::tcp_stream& one) : all_(all), one_(one) { all_.streams_.insert(&one_); }
    ~entry() { all_.streams_.erase(&one_); }
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;

   private:
    open_streams& all_;
    beast::tcp_stream& one_;
  };

  std::size_t size() const { return streams_.size(); }
  void close_all() {
    for (beast::tcp_stream* one : streams_) one->close();
  }

 private:
  std::unordered_set<beast::tcp_stream*> streams_;
};

}  // namespace ramal::engine
