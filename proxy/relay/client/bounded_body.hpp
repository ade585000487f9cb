// A body of which Beast's parser keeps the beginning only. Beast's own string_body reserves what Content-Length says.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ramal::relay {

struct bounded_body {
  struct value_type {
    std::string text;
    std::size_t most = 0;
    bool cut = false;  // there was more
  };

  class reader {
   public:
    template <bool IsRequest, class Fields>
    reader(boost::beast::http::header<IsRequest, Fields>&, value_type& into) : into_(into) {}

    void init(const boost::optional<std::uint64_t>&, boost::system::error_code& error) { error = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& error) {
      error = {};
      std::size_t taken = 0;
      for (const boost::asio::const_buffer one : boost::beast::buffers_range_ref(buffers)) {
        const std::size_t kept = std::min(one.size(), into_.most - into_.text.size());
        into_.text.append(static_cast<const char*>(one.data()), kept);
        into_.cut = into_.cut || kept < one.size();
        taken += one.size();
      }
      return taken;
    }
    void finish(boost::system::error_code& error) { error = {}; }

   private:
    value_type& into_;
  };
};

}  // namespace ramal::relay
