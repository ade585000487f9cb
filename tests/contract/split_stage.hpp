// A stage whose client sends in random pieces, and cases that are sent together (http-rules.md F24, F25).
#pragma once

#include <optional>
#include <random>
#include <span>

#include "contract/stage.hpp"

namespace ramal::contract {

// Everything goes to another stage, requests in pieces: the same ones for the same seed.
class split_stage : public stage {
 public:
  // `widest` pieces are as long as all bytes: 1 sends byte by byte.
  split_stage(stage& inner, unsigned seed, std::size_t widest) : inner_(inner), random_(seed + 1), widest_(widest) {}

  void connect() override { inner_.connect(); }
  void send(std::string_view bytes) override;
  void half_close() override { inner_.half_close(); }
  void let_read() override { inner_.let_read(); }
  answer read_answer(bool of_head_request) override { return inner_.read_answer(of_head_request); }
  bool is_closed_by_ramal() override { return inner_.is_closed_by_ramal(); }
  void expect_door(door through) override { inner_.expect_door(through); }
  void script_engine(const std::vector<engine_turn>& turns) override { inner_.script_engine(turns); }
  void script_go(const std::vector<engine_turn>& turns) override { inner_.script_go(turns); }
  std::vector<engine_request> go_requests() override { return inner_.go_requests(); }
  void wait_for_engine() override { inner_.wait_for_engine(); }
  std::vector<engine_request> engine_requests() override { return inner_.engine_requests(); }
  std::vector<std::string> take_impurities() override { return inner_.take_impurities(); }
  std::string engine_address() const override { return inner_.engine_address(); }

 private:
  stage& inner_;
  std::minstd_rand random_;
  std::size_t widest_;
};

// Whether a client that waits sees the same as one that does not: `Expect` is answered only where the body is late.
bool ends_the_same_in_any_split(const contract_case& what);

// Whether the case can be played on any gateway with default settings and an engine that keeps its connections.
bool is_plain(const contract_case& what);

// One case that sends the requests of all of these in one write. None of them may end its connection.
contract_case pipeline_of(std::span<const contract_case> all);

}  // namespace ramal::contract
