// What the parts of the relay share. All of it outlives them; all but the store's threads is the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "proxy/relay/control_loop.hpp"
#include "proxy/relay/counters.hpp"
#include "proxy/relay/delivery_client.hpp"
#include "proxy/relay/slots.hpp"
#include "store/event_store.hpp"

namespace ramal::relay {

struct destination;

struct relay_services {
  control_loop& loop;
  store::event_store& store;
  delivery_client& client;
  relay_counters& counters;
  attempt_slots& slots;
  std::function<unsigned()> jitter;                     // 0 to events::most_jitter
  std::function<void(const std::string&)> log_attempt;  // a line of the access log
  // For the inspector, behind the line of the log; may be empty.
  std::function<void(const store::event_record& event, const destination& to, const delivery_result& answer,
                     const store::attempt_result& result)>
      show_attempt{};
};

// Asks the store; the answer comes on the loop. It is dropped if `owner` has gone by then.
template <class Request, class Owner, class Then>
void ask(relay_services& with, const std::shared_ptr<Owner>& owner, Request request, Then then) {
  auto taken = [&loop = with.loop, weak = std::weak_ptr<Owner>(owner),
                then = std::move(then)](store::outcome<typename Request::result> answer) {
    loop.post([weak, then, answer = std::move(answer)] {
      if (const auto alive = weak.lock()) then(answer);
    });
  };
  with.store.submit(std::move(request), store::completion<Request>(std::move(taken)));
}

}  // namespace ramal::relay
