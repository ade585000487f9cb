// One attempt to deliver a webhook: connect, send, read the status.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>

#include "engine/media_url.hpp"
#include "engine/net.hpp"

namespace ramal::engine {

inline constexpr std::chrono::seconds webhook_deadline(5);  // of one attempt, real time, after the name is known

struct post_result {
  post_result() = default;
  post_result(unsigned answered, std::string why) : status(answered), problem(std::move(why)) {}

  unsigned status = 0;  // 0 = no answer
  std::string problem;  // "" = taken: any 2xx, as soon as the status line is read
};

// The request as bytes; `signature` may be empty.
std::string webhook_request(const http_url& to, const std::string& body, const std::string& signature);

// The arguments live until it returns, `context` and `open` longer. What the receiver sends after its status line is
// read for a while in the background, so that its writing does not fail.
asio::awaitable<post_result> post_webhook(asio::io_context& context, open_streams& open, const http_url& to,
                                          const std::string& request);

}  // namespace ramal::engine
