// What an implementation of the store does. The event_store calls it from one thread at a time. Functions throw
// `problem`.
#pragma once

#include <concepts>
#include <optional>
#include <vector>

#include "store/outcome.hpp"
#include "store/requests.hpp"

namespace ramal::store {

class backend {
 public:
  virtual ~backend() = default;

  // Changes stand between begin and commit; they are durable when commit returns. `full` leaves the transaction as it
  // was; after any other problem it is rolled back. begin tries to open what is not open.
  virtual void begin() = 0;
  virtual bool commit() = 0;  // whether there was anything to write
  virtual void roll_back() noexcept = 0;
  // Work that may wait until the commit's answers are out.
  virtual void after_commit() noexcept {}

  virtual put_result apply(const new_event& event) = 0;
  virtual claimed apply(const claim& request) = 0;
  virtual bool apply(const mark_sent& request) = 0;
  virtual recorded apply(const attempt_result& request) = 0;
  virtual bool apply(const pause& request) = 0;
  virtual bool apply(const resume& request) = 0;
  virtual std::int64_t apply(const give_up& request) = 0;
  virtual replayed apply(const replay& request) = 0;
  virtual std::int64_t apply(const drop& request) = 0;
  virtual bool apply(const end_call& request) = 0;
  virtual tidied apply(const tidy& request) = 0;

  // Outside of transactions.
  virtual std::optional<call_record> read(const find_call& request) = 0;
  virtual std::vector<call_record> read(const open_calls& request) = 0;
  virtual std::vector<event_record> read(const list_events& request) = 0;
  virtual std::optional<event_details> read(const show_event& request) = 0;
  virtual totals read(const summary& request) = 0;
};

template <class Request>
concept read_request = requires(backend& target, const Request& request) {
  { target.read(request) } -> std::same_as<typename Request::result>;
};

template <class Request>
concept write_request = requires(backend& target, const Request& request) {
  { target.apply(request) } -> std::same_as<typename Request::result>;
};

}  // namespace ramal::store
