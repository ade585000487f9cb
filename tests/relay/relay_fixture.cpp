#include "tests/relay/relay_fixture.hpp"

#include <algorithm>
#include <utility>

#include "events/retry.hpp"
#include "store/memory/memory_backend.hpp"

namespace ramal::relay {
namespace {

store::store_options quick() {
  store::store_options options;
  options.queue.batch_wait = 0ms;
  return options;
}

// In front of the one in memory.
class faulty_backend final : public store::backend {
 public:
  explicit faulty_backend(std::shared_ptr<store_faults> faults) : faults_(std::move(faults)), real_(store::limits{}) {}

  void begin() override { real_.begin(); }
  bool commit() override { return real_.commit(); }
  void roll_back() noexcept override { real_.roll_back(); }
  store::put_result apply(const store::new_event& one) override { return real_.apply(one); }
  store::claimed apply(const store::claim& one) override { return ask(one, faults_->claims); }
  bool apply(const store::mark_sent& one) override { return real_.apply(one); }
  store::recorded apply(const store::attempt_result& one) override { return ask(one, faults_->results); }
  bool apply(const store::pause& one) override { return real_.apply(one); }
  bool apply(const store::resume& one) override { return real_.apply(one); }
  std::int64_t apply(const store::give_up& one) override { return real_.apply(one); }
  store::replayed apply(const store::replay& one) override { return real_.apply(one); }
  std::int64_t apply(const store::drop& one) override { return real_.apply(one); }
  bool apply(const store::end_call& one) override { return real_.apply(one); }
  store::tidied apply(const store::tidy& one) override { return real_.apply(one); }
  std::optional<store::call_record> read(const store::find_call& one) override { return real_.read(one); }
  std::vector<store::call_record> read(const store::open_calls& one) override { return real_.read(one); }
  std::vector<store::event_record> read(const store::list_events& one) override { return real_.read(one); }
  std::optional<store::event_details> read(const store::show_event& one) override { return real_.read(one); }
  store::totals read(const store::summary& one) override {
    if (faults_->reads) throw store::problem(store::problem::kind::failed, "the disk is full");
    return real_.read(one);
  }

 private:
  template <class Request>
  typename Request::result ask(const Request& one, const std::atomic<bool>& fails) {
    if (fails) throw store::problem(store::problem::kind::failed, "the disk is full");
    return real_.apply(one);
  }

  std::shared_ptr<store_faults> faults_;
  store::memory_backend real_;
};

}  // namespace

std::string seen_attempt::header(const std::string& name) const {
  const auto found = std::ranges::find(request.headers, name, [](const auto& one) { return one.first; });
  return found == request.headers.end() ? "" : found->second;
}

void fake_client::start(delivery_request what, on_sent sent, completion done) {
  open.push_back({std::move(what), std::move(sent), std::move(done)});
  most_open = std::max(most_open, open.size());
}

void fake_client::stop() {
  for (delivery_result stopped; !open.empty();) {
    stopped.failure = delivery_failure::stopped;
    finish(stopped);
  }
}

seen_attempt fake_client::answer(unsigned status, const std::string& retry_after) {
  delivery_result result;
  result.status = status;
  result.retry_after = retry_after;
  result.sent = true;
  result.took = 3ms;
  return finish(result);
}

seen_attempt fake_client::fail() {
  delivery_result result;
  result.failure = delivery_failure::connect;
  result.error = "bot.example port 443: nothing listens there";
  return finish(result);
}

seen_attempt fake_client::finish(delivery_result result) {
  REQUIRE(!open.empty());
  seen_attempt one = std::move(open.front());
  open.pop_front();
  one.done(std::move(result));
  return one;
}

std::vector<std::string> fake_client::open_ids() const {
  std::vector<std::string> ids;
  for (const seen_attempt& one : open) ids.push_back(one.id());
  return ids;
}

std::shared_ptr<destination> plain_destination(const std::string& id) {
  auto to = std::make_shared<destination>();
  to->id = id;
  to->key = "shop";
  to->url = {true, "bot.example", 443, "/hook"};
  return to;
}

relay_world::relay_world(std::shared_ptr<store_faults> faults)
    : store(faults ? std::make_unique<store::event_store>(std::make_unique<faulty_backend>(faults), quick())
                   : store::open_memory_store({}, quick())),
      services{loop,
               *store,
               client,
               counters,
               slots,
               [] { return 0U; },
               [this](const std::string& line) { lines.push_back(line); }} {}

relay_world::~relay_world() {
  client.stop();
  store->close();
}

void relay_world::put(const std::string& call, store::phase place, const std::string& to) {
  store::new_event event;
  event.key = "shop";
  event.ids.native = call;
  event.place = place;
  event.name = "CallEvent";
  event.native = "call.event";
  event.peer = "5511977776666";
  event.happened = event.now = loop.now();
  event.make = [place, to, now = loop.now()](const store::call_record& record) {
    const auto end = events::life_end(static_cast<events::phase>(place), now, now, events::default_offer_ttl);
    const std::string id = record.x + "/" + std::to_string(static_cast<int>(place));
    return std::vector<store::delivery>{{to, id, "body of " + id, now, end}};
  };
  store->put(std::move(event), {});
  for (const auto& one : dispatchers) one->wake();
  settle();
}

std::shared_ptr<dispatcher> relay_world::dispatch(const destination_ptr& to) {
  dispatchers.push_back(dispatcher::make(services, to));
  dispatchers.back()->wake();
  settle();
  return dispatchers.back();
}

store::event_details relay_world::show(const std::string& webhook_id) {
  const auto found = get(store::show_event{webhook_id});
  REQUIRE(found.has_value());
  return *found;
}

}  // namespace ramal::relay
