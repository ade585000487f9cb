// One request and its one answer: the phases in order (architecture.md section 2).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/decide.hpp"
#include "proxy/flow/client_origin.hpp"
#include "proxy/flow/room.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/flow/worker.hpp"
#include "proxy/rules/error_answer.hpp"
#include "routes/failure.hpp"
#include "routes/find.hpp"
#include "routes/plan_response.hpp"

namespace ramal::flow {

// What becomes of the client's connection.
enum class fate : std::uint8_t {
  keep,    // the next request may come; what follows this one is in its room's `in`, behind consumed()
  linger,  // answered, but the client may still be sending: half-close and drain (E0)
  close,
};

class exchange {
 public:
  // `with`: what was in force when the request's first byte was seen, at `began`.
  exchange(stream& client, worker& home, generation with, room_lease& in, const client_origin& from, time_point began,
           bool last_one);

  using outcome = std::optional<routes::failure>;
  using planned_answer = boost::system::result<routes::client_answer, routes::failure>;

  // All up to the answer; in.get().request holds a complete head.
  task<outcome> run();
  // The answer to what run() gave, or to a head that could not be read (E0).
  task<fate> answer(const outcome& problem);

  // Bytes of in.get().in that still stand there and belong to this request.
  std::size_t consumed() const { return room_->request.size() + room_->body.raw(); }

 private:
  static constexpr std::size_t gap = 2'048;  // room for most answer heads in front of the body

  outcome judge_head();
  bool is_probe(std::string_view path) const;
  outcome judge_encoding() const;
  routes::failure with_place_of_key(routes::failure problem) const;
  outcome judge_caller(outcome found);
  rules::tally& address_tally();
  outcome enter_key();
  void note_native_key(const outcome& problem);
  void note_engine(const outcome& problem);
  bool has_unread_body() const;
  bool is_local() const;
  bool wants_body() const;
  task<outcome> read_body(bool wanted);
  void make_room_wait();
  outcome receive_body(bool wanted, interest& next);
  outcome feed_room();
  outcome feed_body(char* data, std::size_t size);
  outcome drop_piece(routes::bytes& piece);
  void drop_chunk_lines();
  void drop_body();
  std::string_view cause_of_no_json(std::string_view body) const;
  outcome plan();
  task<outcome> ask();
  rules::place_limits share_of_places() const;
  task<outcome> wait_for_place(place& own);
  outcome rewrite();
  planned_answer plan_answer();
  void note_front();
  void note_ids();
  void mask_callee(std::string& id) const;
  std::string_view request_id();
  void write_local();
  void write_head(const rules::error_answer& error);
  std::string_view close_gap();
  task<bool> write_slowly(std::string_view rest);
  void keep_only(std::string_view rest);
  void record(std::string_view outcome_text, const outcome& problem, std::string_view upstream);
  std::string_view native_key() const;
  std::string_view raw_path() const;

  stream& client_;
  worker& home_;
  room_lease& room_;
  std::shared_ptr<const snapshot> snapshot_;
  std::shared_ptr<upstream> engine_;
  const client_origin& from_;
  time_point began_;
  time_point admitted_{};  // what remains is the engine's part, and before that perhaps to wait for it
  clock::duration queued_{};
  time_point asked_{};
  time_point answered_{};
  std::chrono::system_clock::time_point wall_;
  const routes::route* row_ = nullptr;
  wire::slice path_id_;
  auth::decision key_;  // native_value only of a key of the ring; a client's own stands in the head
  wire::slice own_key_;
  rules::tally* key_tally_ = nullptr;  // while in_flight_ is a visit of it
  rules::visit in_flight_;
  rules::request_id own_id_{};
  bool id_is_chosen_ = false;
  std::uint16_t status_ = 200;
  std::uint16_t native_status_ = 0;
  bool no_store_ = false;
  bool plain_text_ = false;
  bool close_ = false;
  bool body_read_ = false;
  bool client_gone_ = false;  // while it was to wait for the engine
  std::size_t dropped_ = 0;   // bytes of a body that nobody wants
  std::string front_;         // the Server of what refused in front of the engine
  std::size_t bytes_in_ = 0;
  std::size_t bytes_out_ = 0;
  std::size_t key_echoes_ = 0;
};

}  // namespace ramal::flow
