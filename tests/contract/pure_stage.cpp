#include "tests/contract/pure_stage.hpp"

#include <stdexcept>

#include "config/load.hpp"
#include "tests/contract/go_settings.hpp"
#include "tests/harness/gateway_yaml.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::contract {
namespace {

constexpr const char* engine_name = "127.0.0.1:18090";
constexpr const char* go_name = "127.0.0.1:14000";

// The configuration goes through the same text and the same reader as the binary's.
config::gateway settings_of(const contract_case& what) {
  const auto yaml = tests::gateway_yaml(std::string("http://") + engine_name, with_go_server(what, go_name));
  config::files access;
  access.writable = [](const std::string&) { return config::checked(); };  // nothing is written here
  auto loaded = config::load_gateway(yaml, what.file, {}, access);
  if (!loaded.has_error()) return std::move(*loaded);
  std::string problems = "the settings are refused:";
  for (const auto& each : loaded.error()) problems += "\n" + config::to_text(each);
  throw std::runtime_error(problems);
}

// In the words of the engine over memory. It sees a request more than the case has turns: that is answered as well.
std::vector<test::engine_turn> turns_of(const std::vector<engine_turn>& scripted) {
  std::vector<test::engine_turn> turns;
  for (const auto& each : scripted) {
    test::engine_turn& turn = turns.emplace_back();
    turn.answer = each.answer;
    if (each.then == engine_turn::after_answer::close) turn.then = test::engine_turn::end::close;
    if (each.then == engine_turn::after_answer::reset) turn.then = test::engine_turn::end::reset;
  }
  turns.emplace_back().answer = test::answer_of(500, R"({"error":"the case has no answer for this request"})");
  return turns;
}

class pure_stage : public stage {
 public:
  explicit pure_stage(const contract_case& what) : at_(settings_of(what)), go_(at_.loop) {
    auto& engine = at_.worker.upstream;
    engine.host = engine_name;
    at_.peer = "127.0.0.1";  // as the binary's client
    if (what.engine_is_dead) engine.usual_door = test::memory_engine::door::refused;
    go_.host = go_name;
    go_.through = tests::door::go;
    if (what.go == contract_case::server::dead) go_.usual_door = test::memory_engine::door::refused;
    if (what.go != contract_case::server::none) at_.worker.go.server = {std::shared_ptr<void>(), &go_};
  }
  ~pure_stage() override { at_.disconnect(); }

  void connect() override { at_.connect(); }
  void send(std::string_view bytes) override { at_.client->put(bytes); }
  void half_close() override { at_.client->put_end(); }
  void let_read() override { at_.loop.run(); }

  tests::answer read_answer(bool of_head_request) override {
    for (;;) {
      at_.loop.run();
      auto taken = tests::take_answer(at_.received, of_head_request);
      if (taken.status != 0 || !taken.error.empty()) return taken;
      if (!at_.is_over() && at_.loop.advance_to_next_deadline()) continue;
      taken.error = "the session ended before a whole answer, so far: " + tests::visible(at_.received);
      return taken;
    }
  }

  bool is_closed_by_ramal() override {
    at_.loop.run();
    return at_.received.empty() && at_.is_over();
  }

  void expect_door(tests::door through) override { at_.worker.upstream.through = through; }
  void script_engine(const std::vector<engine_turn>& turns) override { at_.worker.upstream.script(turns_of(turns)); }
  void wait_for_engine() override {}
  void script_go(const std::vector<engine_turn>& turns) override { go_.script(turns_of(turns)); }
  std::vector<tests::engine_request> engine_requests() override { return whole_ones(at_.worker.upstream); }
  std::vector<tests::engine_request> go_requests() override { return whole_ones(go_); }
  std::vector<std::string> take_impurities() override {
    auto all = at_.worker.upstream.take_impurities();
    for (auto& each : go_.take_impurities()) all.push_back(std::move(each));
    return all;
  }
  std::string engine_address() const override { return engine_name; }

 private:
  static std::vector<tests::engine_request> whole_ones(const test::memory_engine& of) {
    std::vector<tests::engine_request> whole;
    for (std::string each : of.requests())
      if (auto request = tests::take_request(each)) whole.push_back(std::move(*request));
    return whole;
  }

  test::session_fixture at_;
  test::memory_engine go_;
};

}  // namespace

std::unique_ptr<stage> make_pure_stage(const contract_case& what) { return std::make_unique<pure_stage>(what); }

}  // namespace ramal::contract
