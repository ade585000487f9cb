// A second opinion: Beast's parser reads the same message. It may accept more than we do, but not less, and where both
// accept, both must see the same method, target, body and end.
#include <boost/beast/core/buffers_prefix.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>

#include "proxy/wire/body_reader.hpp"
#include "proxy/wire/request_head.hpp"
#include "tests/fuzz/expect.hpp"

namespace ramal::test {
namespace {

namespace http = boost::beast::http;

struct message {
  std::string method, target, body;
  std::size_t size = 0;
};

// False unless the whole message is there and accepted.
bool read_ours(std::string_view input, message& out) {
  wire::request_head_reader head{wire::head_limits{}};
  if (head.feed(input) != wire::progress::done) return false;
  std::string rest(input.substr(head.size()));
  wire::body_reader body(head.head().body, ~std::size_t{0});
  if (body.feed(rest.data(), rest.size()) != wire::progress::done) return false;
  out.target = head.head().path.of(input);
  if (!head.head().query.empty()) out.target += "?" + std::string(head.head().query.of(input));
  const std::string_view line = input.substr(input.starts_with("\r\n") ? 2 : 0);
  out.method = line.substr(0, line.find(' '));
  out.body = rest.substr(0, body.decoded());
  out.size = head.size() + body.raw();
  return true;
}

// Beast reads trailers as fields of the head and refuses framing fields there, and it has a look at Proxy-Connection;
// both are nothing to us (F20).
bool may_differ(const http::request_parser<http::string_body>& parser, boost::system::error_code error) {
  const bool in_trailers = parser.is_header_done() && parser.get().chunked();
  return (in_trailers && (error == http::error::bad_content_length || error == http::error::bad_transfer_encoding ||
                          error == http::error::multiple_content_length || error == http::error::bad_value)) ||
         (error == http::error::bad_value && parser.get().count(http::field::proxy_connection) != 0);
}

void compare(std::string_view input, const message& ours) {
  http::request_parser<http::string_body> parser;
  parser.eager(true);
  parser.header_limit(64 * 1024);
  parser.body_limit(boost::none);
  const std::size_t skipped = input.starts_with("\r\n") ? 2 : 0;  // F16, which Beast does not know
  boost::system::error_code error;
  std::size_t at = skipped;
  while (!error && !parser.is_done()) {
    at += parser.put(boost::asio::const_buffer(input.data() + at, ours.size - at), error);
  }
  if (error && may_differ(parser, error)) return;
  expect(!error && at == ours.size);
  const auto& theirs = parser.get();
  expect(theirs.method_string() == ours.method);
  expect(theirs.body() == ours.body);
  const std::string_view target(theirs.target().data(), theirs.target().size());
  const bool absolute = !target.starts_with('/') && target != "*";
  const bool bare_mark = target.ends_with('?') && target.substr(0, target.size() - 1) == ours.target;
  expect(absolute || bare_mark || target == ours.target);
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  const std::string_view input = text_of(data, size);
  message ours;
  if (read_ours(input, ours)) compare(input, ours);
  return 0;
}
