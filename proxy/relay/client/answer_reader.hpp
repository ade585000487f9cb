// An HTTP answer from its bytes as they come, in any split (webhooks.md section 6). Beast's parser under strict bounds; no
// I/O.
#pragma once

#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/relay/client/bounded_body.hpp"

namespace ramal::relay {

inline constexpr std::uint32_t most_head_bytes = 16 * 1024;

class answer_reader {
 public:
  enum class state : std::uint8_t { more, done, broken };

  explicit answer_reader(std::size_t most_body_bytes);

  // `done`: the answer is complete, or its body is longer than wanted or breaks off: what has come counts. `broken`: no
  // head that is HTTP, or one beyond the bounds.
  state feed(std::string_view bytes);
  // The other side has ended the connection. `broken` unless the head was complete.
  state end();

  bool untouched() const { return untouched_; }  // not one byte has come
  // Of the final answer; 1xx ones in front of it are skipped, all but 101.
  bool has_head() const;
  unsigned status() const;          // 0 before has_head()
  std::string retry_after() const;  // at most 64 bytes
  std::string date() const;         // the same
  const std::string& body() const { return parser_->get().body().text; }
  bool whole() const;     // the body is complete, and was not cut
  bool reusable() const;  // another request may follow on the connection

 private:
  using parser = boost::beast::http::parser<false, bounded_body>;

  std::string text_of(boost::beast::http::field name) const;
  void begin_answer();
  bool skip_interim();
  bool waits_for_chunk() const;
  state give_up();

  const std::size_t most_body_;
  std::optional<parser> parser_;
  std::string pending_;  // not taken by the parser yet
  unsigned interim_ = 0;
  bool untouched_ = true;
};

}  // namespace ramal::relay
