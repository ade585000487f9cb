#include "tests/contract/pure_stage.hpp"

#include <optional>
#include <stdexcept>

#include "config/load.hpp"
#include "proxy/flow/session.hpp"
#include "proxy/flow/snapshot.hpp"
#include "proxy/flow/worker_parts.hpp"
#include "tests/contract/memory_engine.hpp"

namespace ramal::contract {
namespace {

constexpr const char* engine_name = "127.0.0.1:18090";

// The configuration goes through the same text and the same reader as the binary's.
std::shared_ptr<const flow::snapshot> make_snapshot(const contract_case& what) {
  const auto yaml = tests::gateway_yaml(std::string("http://") + engine_name, what.settings);
  config::files access;
  access.unwritable = [](const std::string&) { return std::string(); };  // nothing is written here
  const auto loaded = config::load_gateway(yaml, what.file, {}, access);
  if (!loaded.has_error()) return std::make_shared<const flow::snapshot>(*loaded);
  std::string problems = "the settings are refused:";
  for (const auto& each : loaded.error()) problems += "\n" + config::to_text(each);
  throw std::runtime_error(problems);
}

class memory_worker : public flow::worker_clock,
                      public flow::request_log,
                      public flow::write_batches,
                      public flow::worker_parts {
 public:
  memory_worker(const contract_case& what, memory_loop& loop)
      : worker_parts(*this, *this, *this, 1, std::make_shared<flow::usage_limits>(1, ~std::uint64_t{1}, 100)),
        upstream(loop, engine_name, what.engine_is_dead), loop_(loop) {
    current = flow::pinned_configuration(make_snapshot(what), {std::shared_ptr<void>(), &upstream});
  }

  flow::time_point now() override { return loop_.now(); }
  std::chrono::system_clock::time_point wall_time() override { return {}; }
  std::string_view date() override { return "Sat, 21 Nov 2026 01:02:03 GMT"; }
  bool join(std::coroutine_handle<>) override { return false; }
  void record(const rules::access_record&, bool) override {}

  memory_engine upstream;

 private:
  memory_loop& loop_;
};

class pure_stage : public stage {
 public:
  explicit pure_stage(const contract_case& what) : worker_(what, loop_) {}
  ~pure_stage() override { end_session(); }

  void connect() override {
    end_session();
    received_.clear();
    client_ = std::make_unique<memory_stream>(loop_, [this](std::string_view bytes) { received_ += bytes; });
    session_.emplace(flow::run_session(*client_, worker_, "192.0.2.1"));
    session_->start();
  }
  void send(std::string_view bytes) override { client_->put(bytes); }
  void half_close() override { client_->end_incoming(); }
  void let_read() override {
    while (loop_.run_one()) {}
  }

  tests::answer read_answer(bool of_head_request) override {
    for (;;) {
      auto taken = tests::take_answer(received_, of_head_request);
      if (taken.status != 0 || !taken.error.empty()) return taken;
      if (loop_.run_one()) continue;
      const bool over = session_->done() || client_->writing_ended();
      if (!over && loop_.advance()) continue;
      taken.error = "the session ended before a whole answer, so far: " + tests::visible(received_);
      return taken;
    }
  }

  bool is_closed_by_ramal() override {
    while (loop_.run_one()) {}
    return received_.empty() && (session_->done() || client_->writing_ended());
  }

  void script_engine(const std::vector<engine_turn>& turns) override { worker_.upstream.script(turns); }
  void wait_for_engine() override {}
  std::vector<tests::engine_request> engine_requests() override { return worker_.upstream.requests(); }
  std::vector<std::string> take_impurities() override { return worker_.upstream.take_impurities(); }
  std::string engine_address() const override { return engine_name; }

 private:
  // The client goes; what still waits times out. A session that does not end is a bug worth a hang in a debugger.
  void end_session() {
    if (!session_) return;
    client_->end_incoming();
    while (!session_->done() && (loop_.run_one() || loop_.advance())) {}
    session_.reset();
    client_.reset();
  }

  memory_loop loop_;
  memory_worker worker_;
  std::string received_;
  std::unique_ptr<memory_stream> client_;
  std::optional<flow::task<void>> session_;
};

}  // namespace

std::unique_ptr<stage> make_pure_stage(const contract_case& what) { return std::make_unique<pure_stage>(what); }

}  // namespace ramal::contract
