// Where a case is played: a client, an engine, and between them what is tested.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "contract/answer.hpp"
#include "contract/conversation.hpp"
#include "contract/engine_request.hpp"

namespace ramal::contract {

class stage {
 public:
  virtual ~stage() = default;

  // The client's side: one connection at a time.
  virtual void connect() = 0;
  virtual void send(std::string_view bytes) = 0;
  virtual void half_close() = 0;
  // Gives Ramal the time to read what was sent, where that takes none.
  virtual void let_read() {}
  virtual answer read_answer(bool of_head_request) = 0;
  // Between two requests of a case that waits.
  virtual void pause(std::chrono::milliseconds) {}
  // True if Ramal ends the connection without another byte.
  virtual bool is_closed_by_ramal() = 0;

  // False: the engine is somebody else's. What it does cannot be said, what it sees is not known.
  virtual bool sees_engine() const { return true; }
  // False: the engine itself is asked; rules for answers of Ramal do not hold.
  virtual bool is_gateway() const { return true; }
  // By which door the next requests come to the engine.
  virtual void expect_door(door through) = 0;
  // What the engine does with the next requests, in this order.
  virtual void script_engine(const std::vector<engine_turn>& turns) = 0;
  // Until everything that the engine does after its answers has been done, its closes for instance.
  virtual void wait_for_engine() = 0;
  // Every whole request it has seen so far.
  virtual std::vector<engine_request> engine_requests() = 0;
  // How many of them were judged before this case began: one that came since is this case's.
  virtual std::size_t engine_requests_before() { return engine_requests().size(); }
  // What was impure among them, once (wire_purity.hpp).
  virtual std::vector<std::string> take_impurities() = 0;
  // The same of an Evolution GO server, where the case has one.
  virtual void script_go(const std::vector<engine_turn>&) {}
  virtual std::vector<engine_request> go_requests() { return {}; }
  // Where the engine is, as no answer may tell: "127.0.0.1:PORT".
  virtual std::string engine_address() const = 0;
};

}  // namespace ramal::contract
