// One worker thread: its event loop, listeners, sessions and idle engine connections. Workers share the snapshot, the
// engine's addresses, what is counted by key and by address (without locks) and the access log's file, nothing else.
// Other threads talk to a worker by post().
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/flow/try_engine.hpp"
#include "proxy/flow/worker_parts.hpp"
#include "proxy/net/log/access_log.hpp"
#include "proxy/net/log/address_notices.hpp"
#include "proxy/net/loop/detached.hpp"
#include "proxy/net/loop/poller.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/net/tls/tls_contexts.hpp"
#include "proxy/net/upstream/engine_pool.hpp"

namespace ramal::net {

// What one worker serves with until the next reload.
struct worker_settings {
  std::shared_ptr<const flow::snapshot> snapshot;
  std::shared_ptr<const tls_contexts> tls;  // of this worker alone
  std::shared_ptr<engine_addresses> addresses;
  std::shared_ptr<engine_reach> reach;
  std::shared_ptr<address_notices> notices;
  std::size_t most_sessions = 1;   // beyond it new connections wait in the kernel's queue
  std::size_t most_to_engine = 1;  // connections, idle ones included
  bool same_engine = false;        // connections to the engine that are there are as good as new ones
};

class worker final : private flow::worker_clock,
                     private flow::request_log,
                     private flow::write_batches,
                     private flow::mailbox {
 public:
  // `listeners`: bound sockets, which outlive this or are handed over by drain(). Throws std::system_error if one
  // cannot be watched.
  worker(worker_settings first, std::uint64_t seed, access_log& log, const std::vector<int>& listeners,
         std::shared_ptr<flow::usage_limits> shared);
  ~worker();

  // Before run(): what is configured for the whole process is shared by so many.
  void share_limits(std::size_t workers) { parts_.gate.workers = workers; }
  // Before run(): where the engine's events go.
  void receive_events(flow::event_intake& intake);
  const flow::worker_parts& parts() const { return parts_; }

  void run();    // until the last session has ended after drain(), or stop()
  void leave();  // any thread: still serves all, but says that it is not ready for more
  // Any thread: no new connections, idle ones close, requests in flight finish. `sockets`: the listeners, taken over
  // and closed when all that waits there was accepted. Throws std::bad_alloc, and then nothing was taken.
  void drain(std::vector<owned_descriptor>& sockets);
  void stop();  // any thread: everything ends now
  // What puts `next` in force when it is posted, for requests and connections that begin from then on. Any thread.
  poller::posted_work make_change(worker_settings next);
  // One request to the engine, with the first key, on the caller's thread and instead of run(): why it is not served;
  // "" if it is. Blocks, with the time limits of every request.
  std::string why_no_engine(const std::string& url);
  void post(poller::posted_work work) noexcept override { events_.post(std::move(work)); }

  flow::time_point now() override { return events_.now(); }
  flow::time_point exactly_now() override { return flow::clock::now(); }
  std::chrono::system_clock::time_point wall_time() override;
  std::string_view date() override;
  void record(const rules::access_record& line, bool mask_numbers) override;
  void report_breaker(rules::breaker_change change, std::chrono::milliseconds open_for) override;
  void report_locked_out(const flow::client_origin& from) override;
  void report_bad_signatures(std::string_view key_name) override;
  bool join(std::coroutine_handle<> writer) override { return events_.join_write_batch(writer); }

 private:
  static constexpr std::chrono::milliseconds tick_length{100};
  static constexpr std::chrono::seconds keep_unused{5};  // what nobody needs for so long goes back to the heap

  detached try_engine(std::optional<flow::trial>& made);
  detached accept_loop(std::size_t listener);
  flow::task<void> accept_last(std::size_t listener);
  detached serve(descriptor* socket, const flow::client_origin& from, rules::scoped_usage counted);
  detached serve_tls(descriptor* socket, flow::client_origin from, rules::scoped_usage counted, std::size_t listener);
  bool begin_session(int fd, const socket_address& peer, std::size_t listener);
  enum class accepted { all, some, none_now };
  accepted accept_some(std::size_t listener);
  accepted hold_back(const char* why);
  void make_room(std::size_t wanted);
  void session_ended();
  bool may_still_come(flow::time_point began) const;
  std::shared_ptr<engine_pool> make_engine(const worker_settings& settings);
  void take(const worker_settings& next, std::shared_ptr<engine_pool> engine);
  void dismiss_clients(const tls_contexts& next);
  void tick(flow::time_point time);
  void drop_unused(flow::time_point time);
  void end_if_drained();
  void compare_clocks();

  flow::worker_parts parts_;
  poller events_;
  std::shared_ptr<engine_pool> engine_;
  access_log& log_;
  std::string lines_;
  std::vector<descriptor*> listeners_;           // in the order of the configuration; null: closed
  std::size_t listening_ = 0;                    // of them
  std::vector<owned_descriptor> own_listeners_;  // the same, from drain() on
  std::shared_ptr<const tls_contexts> tls_;
  std::vector<std::uint32_t> certificate_epochs_;  // by listener: how often it began to ask for other certificates
  std::shared_ptr<address_notices> notices_;
  std::size_t sessions_ = 0;
  std::size_t most_sessions_ = 1;
  bool is_full_ = false;           // the first session that ends wakes the accept loops
  flow::time_point warns_next_{};  // of having no descriptor or memory for a new connection
  flow::time_point drops_next_{};
  std::array<char, 29> date_{};
  std::time_t date_second_ = -1;
  std::chrono::system_clock::duration wall_ahead_{};  // of the monotonic clock, at the last tick
};

}  // namespace ramal::net
