#include <stdexcept>

#include "tests/contract/event_stages.hpp"
#include "tests/contract/play_events.hpp"
#include "tests/harness/fake_engine.hpp"
#include "tests/harness/ramal_process.hpp"
#include "tests/harness/raw_client.hpp"

namespace ramal::contract {
namespace {

using std::chrono::system_clock;

// An event whose delivery shows that nothing else is on its way.
constexpr const char* last_event =
    R"({"event":"call.ended","callId":"call_last","externalCallId":null,"direction":"INBOUND","status":"COMPLETED",)"
    R"("from":"5511977776666","to":"5511900000001","timestamp":"2026-07-03T15:00:00.412Z"})";

// Whether this case's bot gets the last event at all.
bool can_end(const event_case& what) {
  for (const char* one : {"events", "source", "native_secrets", "number_check"})
    if (what.has(one)) return false;
  for (const auto& event : what.events)
    for (const auto& turn : event.bot)
      if (turn.answer.starts_with("HTTP/1.1 410")) return false;
  return true;
}

class binary_events : public event_stage {
 public:
  explicit binary_events(const event_case& what)
      : can_end_(can_end(what)), events_left_(what.events.size()),
        ramal_(events_yaml(what, engine_.base_url(), bot_url())) {
    bot_.reply_with([](const tests::engine_request&) { return tests::json_reply(200, "{}"); });
    // Asked about an old offer: nobody waits for an answer any more.
    engine_.reply_with([](const tests::engine_request&) {
      return tests::json_reply(200, R"({"id":"call_01K9Z","direction":"INBOUND","status":"MISSED"})");
    });
  }

  // The judge of what the gateway asks the engine sees deliveries here.
  ~binary_events() override {
    ramal_.stop();
    bot_.take_impurities();
  }

  system_clock::time_point now() const override { return now_; }
  std::string bot_url() const override { return "http://" + bot_.address() + "/bot"; }
  void script_bot(const std::vector<std::string>& answers) override {
    for (const auto& one : answers) bot_.reply_next({one});
  }

  reception post(const std::vector<field>& fields, const std::string& body) override {
    --events_left_;
    return send(fields, body);
  }

  std::vector<tests::engine_request> take_deliveries(std::size_t count) override {
    bot_.wait_for_requests(taken_ + count);
    if (events_left_ == 0 && can_end_) see_last_event(taken_ + count + 1);
    auto all = bot_.requests();
    std::vector<tests::engine_request> fresh;
    for (auto i = taken_; i < all.size(); ++i)
      if (all[i].body.find("call_last") == std::string::npos) fresh.push_back(std::move(all[i]));
    taken_ = all.size();
    return fresh;
  }

 private:
  reception send(const std::vector<field>& fields, const std::string& body) {
    std::string bytes = std::string("POST /hooks/native/") + hook_token + " HTTP/1.1\r\nHost: ramal.example\r\n";
    for (const auto& one : fields) bytes += one.name + ": " + one.value + "\r\n";
    tests::raw_client engine(ramal_.port());
    engine.send(bytes + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const auto answer = engine.read_answer();
    return {static_cast<unsigned>(answer.status), answer.body, answer.error};
  }

  void see_last_event(std::size_t count) {
    const auto told = send({}, last_event);
    if (told.status != 200) throw std::runtime_error("the last event is answered " + std::to_string(told.status));
    if (!bot_.wait_for_requests(count)) throw std::runtime_error("the last event does not reach the bot");
  }

  bool can_end_;
  std::size_t events_left_;
  std::size_t taken_ = 0;
  tests::fake_engine engine_, bot_;
  system_clock::time_point now_ = system_clock::now();
  tests::ramal_process ramal_;
};

}  // namespace

std::unique_ptr<event_stage> make_binary_events(const event_case& what) {
  return std::make_unique<binary_events>(what);
}

}  // namespace ramal::contract
