// What the tests of the relay share: a loop with the test's time, a store in memory, a bot whose answers the test gives.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "proxy/relay/dispatcher.hpp"
#include "store/open_store.hpp"
#include "tests/relay/manual_loop.hpp"

namespace ramal::relay {

// One attempt as the bot sees it.
struct seen_attempt {
  delivery_request request;
  delivery_client::on_sent sent;
  delivery_client::completion done;

  std::string header(const std::string& name) const;
  std::string id() const { return header("webhook-id"); }
};

class fake_client final : public delivery_client {
 public:
  void start(delivery_request what, on_sent sent, completion done) override;
  void stop() override;

  // The oldest attempt that is not answered is answered; fails the test if there is none.
  seen_attempt answer(unsigned status, const std::string& retry_after = "");
  seen_attempt fail();
  // Its last byte was written.
  void send(std::size_t index = 0) { open.at(index).sent(); }
  std::vector<std::string> open_ids() const;

  std::deque<seen_attempt> open;
  std::size_t most_open = 0;

 private:
  seen_attempt finish(delivery_result result);
};

// Where a test's events go: https://bot.example/hook.
std::shared_ptr<destination> plain_destination(const std::string& id = "shop");

// A store that refuses to take what the test says.
struct store_faults {
  std::atomic<bool> results{false}, claims{false}, reads{false};  // reads: summaries
};

struct relay_world {
  explicit relay_world(std::shared_ptr<store_faults> faults = nullptr);
  ~relay_world();

  // Puts an event of a call for a destination; its webhook_id is "<call>/<n>", n being the phase's number.
  void put(const std::string& call, store::phase place, const std::string& to = "shop");
  void settle() { loop.settle(*store); }
  void advance(milliseconds time) { loop.advance(time, *store); }
  std::shared_ptr<dispatcher> dispatch(const destination_ptr& to);
  store::event_details show(const std::string& webhook_id);
  store::event_state state_of(const std::string& webhook_id) { return show(webhook_id).event.state; }
  template <class Request>
  typename Request::result get(Request request) {
    typename Request::result value{};
    store->submit(std::move(request), [&](store::outcome<typename Request::result> answer) {
      loop.post([&, answer = std::move(answer)] { value = answer.value; });
    });
    settle();
    return value;
  }

  manual_loop loop;
  std::unique_ptr<store::event_store> store;
  fake_client client;
  relay_counters counters;
  attempt_slots slots{256};
  std::vector<std::string> lines;  // of the log
  relay_services services;
  std::vector<std::shared_ptr<dispatcher>> dispatchers;
};

}  // namespace ramal::relay
