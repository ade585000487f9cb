#include "proxy/relay/client/answer_reader.hpp"

namespace ramal::relay {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr unsigned most_interim = 8;  // 1xx answers in front of the final one
constexpr std::size_t most_field_bytes = 64;
constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace

answer_reader::answer_reader(std::size_t most_body_bytes) : most_body_(most_body_bytes) { begin_answer(); }

void answer_reader::begin_answer() {
  parser_.emplace();
  parser_->header_limit(most_head_bytes);
  parser_->body_limit(boost::none);  // bounded_body keeps its own
  parser_->eager(true);
  parser_->get().body().most = most_body_;
}

bool answer_reader::skip_interim() {
  const unsigned status = parser_->get().result_int();
  if (status >= 200 || status == 101) return false;
  ++interim_;
  begin_answer();
  return true;
}

answer_reader::state answer_reader::give_up() {
  begin_answer();
  return state::broken;
}

answer_reader::state answer_reader::feed(std::string_view bytes) {
  untouched_ = untouched_ && bytes.empty();
  pending_ += bytes;
  while (!pending_.empty() && interim_ <= most_interim && !waits_for_chunk()) {
    error_code error;
    const std::size_t taken = parser_->put(boost::asio::buffer(pending_), error);
    pending_.erase(0, taken);
    const bool has_more = error != http::error::need_more;
    if (parser_->is_header_done() && status() < 100) return give_up();  // Beast lets it have a body
    if (!has_more) break;
    if (error && !parser_->is_header_done()) return state::broken;
    if (parser_->is_header_done() && skip_interim()) continue;
    if (error || parser_->is_done() || parser_->get().body().cut) return state::done;
  }
  const bool bounded = pending_.size() <= most_head_bytes && interim_ <= most_interim;
  return bounded ? state::more : has_head() ? state::done : state::broken;
}

// Debug builds of Beast stop the program at a last chunk that comes in more than one piece, "0\r\n" first. Nothing ends
// with less than that chunk.
bool answer_reader::waits_for_chunk() const {
  return parser_->is_header_done() && parser_->chunked() && pending_.size() < last_chunk.size();
}

answer_reader::state answer_reader::end() {
  if (!has_head()) return state::broken;
  error_code ignored;
  if (!parser_->is_done() && !pending_.empty()) parser_->put(boost::asio::buffer(pending_), ignored);
  if (!parser_->is_done() && !ignored) parser_->put_eof(ignored);
  return state::done;
}

bool answer_reader::has_head() const { return parser_->is_header_done() && status() != 0; }

unsigned answer_reader::status() const { return parser_->is_header_done() ? parser_->get().result_int() : 0; }

std::string answer_reader::retry_after() const { return text_of(http::field::retry_after); }

std::string answer_reader::date() const { return text_of(http::field::date); }

std::string answer_reader::text_of(http::field name) const {
  const auto found = parser_->get().find(name);
  if (found == parser_->get().end()) return {};
  return std::string(found->value().substr(0, most_field_bytes));
}

bool answer_reader::whole() const { return parser_->is_done() && !parser_->get().body().cut; }

bool answer_reader::reusable() const { return whole() && pending_.empty() && parser_->keep_alive() && status() != 101; }

}  // namespace ramal::relay
