// One attempt to deliver: its request, and what its answer means. Pure.
#pragma once

#include <string>
#include <string_view>

#include "proxy/relay/delivery_client.hpp"
#include "proxy/relay/destinations.hpp"
#include "store/requests.hpp"

namespace ramal::relay {

delivery_request request_of(const store::event_record& event, const destination& to, store::instant now,
                            std::string_view version);

// An answer that takes longer than this may be passed by the next event of the call (order_patience): the store is told that
// the attempt was sent.
milliseconds slow_after(const destination& to);

struct judged {
  store::attempt_result result;  // for the store
  bool delivered = false;
  std::string pause;  // why the destination gets nothing more, "" if it does
};

// `jitter`: 0 to events::most_jitter.
judged judge(const store::event_record& event, const delivery_result& answer, const destination& to, store::instant now,
             unsigned jitter);

// "delivered", "retry", "dead" or "expired".
std::string_view word_of(store::attempt_verdict verdict);

// What a bot or the way to it said, without the token and the headers that the destination is sent.
std::string without_secrets(std::string text, const destination& to);

// A line of the access log, with its line feed: no number, no body, no token.
std::string log_line(const store::event_record& event, const destination& to, const delivery_result& answer,
                     const store::attempt_result& result);

}  // namespace ramal::relay
