// The last phase: the answer goes to the client, and its line to the log. A failure of any phase becomes an answer
// here.
#pragma once

#include "proxy/flow/record_request.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/rules/error_answer.hpp"
#include "routes/plan_response.hpp"

namespace ramal::flow {

// What becomes of the client's connection.
enum class after_answer : std::uint8_t {
  keep,    // the next request may come
  linger,  // answered, but the client may still be sending: half-close and drain (E0)
  close,
};

// Holds most answer heads, in front of the body.
inline constexpr std::size_t gap_for_head = 2'048;

// Leaves a gap for the head in front of what will be the body.
void begin_answer(exchange_buffers& held);

class answer_writer {
 public:
  // `made`: the body stands in the buffers, behind the gap for the head.
  answer_writer(request_scope& in, const result<routes::client_answer>& made);

  task<after_answer> run();
  // Bytes of the answer may be out: there cannot be another one.
  bool has_begun() const { return bytes_out_ != 0; }

 private:
  bool may_be_told() const;
  std::string_view write_whole();
  void write_head(const rules::error_answer& error);
  std::string_view join_head_and_body();
  task<bool> write_slowly(std::string_view rest);
  void keep_only(std::string_view rest);
  after_answer end(bool client_gone);

  request_scope& in_;
  std::optional<routes::failure> problem_;
  routes::client_answer answer_;
  std::string_view upstream_{};
  std::size_t bytes_in_;
  std::size_t bytes_out_ = 0;
};

}  // namespace ramal::flow
