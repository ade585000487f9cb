// A coroutine on an event loop of its own, from its start to its end.
#pragma once

#include <optional>
#include <utility>

#include "proxy/flow/task.hpp"
#include "proxy/net/loop/detached.hpp"
#include "proxy/net/loop/poller.hpp"

namespace ramal::net {

// Begins `work`, which goes on while a loop runs; the loop ends with it where there is one.
template <class Result>
detached begin(flow::task<Result> work, std::optional<Result>& result, poller* ends = nullptr) {
  result.emplace(co_await work);
  if (ends != nullptr) ends->stop();
}

// Runs the loop until `work` has ended; deadlines are looked at every millisecond. Once for each loop.
template <class Result>
Result run_on(poller& loop, flow::task<Result> work) {
  std::optional<Result> result;
  begin(std::move(work), result, &loop);
  if (!result) loop.run(std::chrono::milliseconds(1), [&](flow::time_point now) { loop.expire(now); });
  return std::move(*result);
}

}  // namespace ramal::net
