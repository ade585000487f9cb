#include "proxy/net/server/engine_trial.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <optional>

#include "proxy/flow/try_engine.hpp"
#include "proxy/net/log/worker_log.hpp"
#include "proxy/net/loop/detached.hpp"
#include "proxy/net/server/loop_clock.hpp"

namespace ramal::net {
namespace {

detached try_engine(flow::worker_parts& parts, poller& loop, std::optional<flow::trial>& made) {
  try {
    flow::task<flow::trial> trying = flow::try_engine(parts);
    made = co_await trying;
  } catch (const std::exception& bug) { spdlog::error("the calls engine cannot be tried: {}", bug.what()); }
  loop.stop();
}

std::string why_not(const std::optional<flow::trial>& made, const engine_pool& engine, const std::string& url) {
  if (!made) return "out of memory";
  if (made->served) return {};
  if (made->why == routes::reason::native_key_refused)
    return "the calls engine at " + url + " refuses the native key of " + made->key + " (native-key-refused, " +
           std::to_string(made->status) + "): replace that key in keys[]";
  if (made->why != routes::reason::none)
    return trouble_text(url, made->why, made->detail.empty() ? engine.detail_of(made->why) : made->detail);
  if (made->status != 0)
    return "the calls engine at " + url + " answers " + std::to_string(made->status) +
           " to a list of calls with the native key of " + made->key +
           ": look at that key, and at what stands in front of the engine";
  return "this gateway lacks what a connection to the calls engine takes: descriptors, memory or local ports";
}

}  // namespace

std::string why_no_engine(const worker_settings& settings, std::uint64_t seed, access_log& log,
                          const std::string& url) {
  poller loop;
  loop_clock clock(loop);
  worker_log lines(log, clock);
  flow::worker_parts parts(clock, lines, loop, seed,
                           std::make_shared<flow::usage_limits>(seed, ~seed, settings.snapshot->limits.connections));
  const std::shared_ptr<engine_pool> engine = make_engine(loop, settings);
  engine->bound(settings.most_to_engine);
  parts.current = flow::pinned_configuration(settings.snapshot, engine);
  std::optional<flow::trial> made;
  try_engine(parts, loop, made);
  loop.run(std::chrono::milliseconds(100), [&](flow::time_point time) {
    loop.expire(time);
    engine->sweep(time);
  });
  return why_not(made, *engine, url);
}

}  // namespace ramal::net
