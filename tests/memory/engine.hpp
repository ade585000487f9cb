// An engine over memory: an upstream whose connections answer by script, break where the script says so, and count.
// Every whole request is judged by contract/wire_purity.hpp, always.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/flow/idle_connections.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/memory/stream.hpp"

namespace ramal::test {

// What the engine does with one request.
struct engine_turn {
  enum class end { keep, close, reset };

  std::string answer;                           // sent when the whole request is there; empty: silence
  end then = end::keep;                         // after the answer
  std::size_t takes = memory_stream::no_bound;  // of the request: then it acts, and takes no more
};

// An answer with a length, as the engine gives them.
std::string answer_of(unsigned status, std::string_view body, std::string_view more_fields = {});

// Each program that links this engine has its own: a test fails, the fuzzer stops.
void report_impurity(const std::string& what);

class memory_engine : public flow::upstream {
 public:
  // What a connect of Ramal meets: a connection, a refusal, the deadline (late), or no answer at all (silent).
  enum class door { open, refused, late, silent };

  explicit memory_engine(memory_loop& loop) : loop_(loop) {}
  ~memory_engine() override;  // reports what has arrived and was impure

  // The test's side. Turns are taken one by one; when none is left the last one is repeated, or all of them from the
  // first if `in_circles` is set.
  void script(std::vector<engine_turn> turns) { turns_ = std::move(turns), next_ = 0; }
  void answer_always(std::string answer) {
    engine_turn only;
    only.answer = std::move(answer);
    script({std::move(only)});
  }
  void set_doors(std::deque<door> doors) { doors_ = std::move(doors); }  // for the next connects
  door usual_door = door::open;                                          // when those are used up
  std::string host = "engine.example";                                   // of the engine, and the prefix of its paths
  std::string path_prefix;
  tests::door through = tests::door::calls;  // by which requests come (wire_purity.hpp)
  bool in_circles = false;
  bool keeps_requests = true;
  // The engine ends its idle connections; `seen`: in time for Ramal to notice. What is sent on them then is reset.
  void close_idle(bool seen);
  // The connection that was made last, while Ramal holds it; for parts of answers.
  memory_stream* last() const { return peers_.empty() ? nullptr : peers_.back()->stream; }

  const std::vector<std::string>& requests() const { return requests_; }  // whole or broken off, as they came
  // What was impure so far, once. What is not taken is reported in the end.
  std::vector<std::string> take_impurities() { return std::exchange(impurities_, {}); }
  std::size_t connects() const { return connects_; }  // tried
  std::size_t acts() const { return acts_; }          // how often a turn was played
  std::size_t idle() const { return idle_.size(); }
  std::size_t open() const;  // connections that Ramal holds

  flow::task<flow::connect_result> connect(flow::time_point deadline, flow::disconnect_watch& client) override;
  flow::connection take_idle(flow::connection_owner owner, bool idempotent, flow::time_point now) override;
  void give_back(flow::connection&& used, flow::time_point now) override;

 private:
  // The engine's end of a connection. Ramal may destroy its own end at any time.
  struct peer {
    memory_stream* stream = nullptr;
    std::string received;
    bool gone = false;  // the engine has closed its end
  };
  class engine_stream;

  void arm(flow::stream& on);
  void receive(peer& from, std::string_view bytes);
  void act(peer& on);
  void judge(std::string_view request);
  const engine_turn& turn() const { return turns_[next_]; }

  memory_loop& loop_;
  std::vector<engine_turn> turns_{{answer_of(500, R"({"error":"no script"})")}};
  std::size_t next_ = 0;
  std::deque<door> doors_;
  std::vector<std::unique_ptr<peer>> peers_;
  flow::idle_connections idle_{rules::reuse_limits{}};
  std::vector<std::string> requests_;
  std::vector<std::string> impurities_;
  std::size_t connects_ = 0;
  std::size_t acts_ = 0;
};

}  // namespace ramal::test
