#include "tests/harness/fake_engine.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace ramal::tests {

fake_engine::fake_engine(handler answer) : handler_(std::move(answer)) {
  rules_.host = address();
  acceptor_ = std::thread([this] { run_acceptor(); });
}

fake_engine::~fake_engine() {
  listener_.stop();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& waiting : gates_) waiting->open();
    for (auto& each : connections_)
      if (each.peer.is_open()) each.peer.shut_down();
  }
  acceptor_.join();
  for (auto& each : connections_) each.thread.join();
  for (const auto& impurity : impurities_) FAIL_CHECK("the engine received something impure: " << impurity);
}

// The program under test is another process: what the test says before it starts that one is not ordered before what a
// connection's thread reads, but by this mutex.
void fake_engine::expect_door(door through) {
  const std::lock_guard lock(mutex_);
  rules_.through = through;
}

std::string fake_engine::base_url() const {
  const std::lock_guard lock(mutex_);
  return "http://" + address() + rules_.path_prefix;
}

void fake_engine::expect_path_prefix(std::string path_prefix) {
  const std::lock_guard lock(mutex_);
  rules_.path_prefix = std::move(path_prefix);
}

void fake_engine::expect_keys(std::vector<std::string> keys) {
  const std::lock_guard lock(mutex_);
  rules_.keys = std::move(keys);
}

void fake_engine::expect_host(std::string host) {
  const std::lock_guard lock(mutex_);
  rules_.host = std::move(host);
}

void fake_engine::expect_header(std::string name, std::string value) {
  const std::lock_guard lock(mutex_);
  rules_.headers.emplace_back(std::move(name), std::move(value));
}

void fake_engine::reply_next(engine_reply reply) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(reply));
}

std::shared_ptr<gate> fake_engine::hold_next(engine_reply reply, std::shared_ptr<gate> release) {
  reply.release = release;
  reply_next(std::move(reply));
  return release;
}

void fake_engine::reply_with(handler answer) {
  const std::lock_guard lock(mutex_);
  handler_ = std::move(answer);
}

void fake_engine::break_next_connection(std::size_t after_bytes, engine_reply::after_reply how) {
  const std::lock_guard lock(mutex_);
  next_break_ = break_plan{after_bytes, how};
}

void fake_engine::close_idle() {
  wait_until_quiet();
  close_idle_now();
}

void fake_engine::close_idle_now() {
  const std::lock_guard lock(mutex_);
  for (auto& each : connections_)
    if (each.idle && each.peer.is_open()) each.peer.shut_down();
}

void fake_engine::write_on_idle(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  for (auto& each : connections_)
    if (each.idle && each.peer.is_open()) each.peer.write(bytes, within());
}

std::vector<engine_request> fake_engine::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::string> fake_engine::broken_off() const {
  const std::lock_guard lock(mutex_);
  return broken_off_;
}

std::size_t fake_engine::connections() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

bool fake_engine::wait_for_requests(std::size_t count, deadline until) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, until, [&] { return requests_.size() >= count; });
}

bool fake_engine::wait_until_quiet(deadline until) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, until, [&] {
    return std::all_of(connections_.begin(), connections_.end(),
                       [](const auto& c) { return c.idle || c.holds || c.over; });
  });
}

bool fake_engine::wait_for_open(std::size_t most, deadline until) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, until, [&] {
    const auto open = std::count_if(connections_.begin(), connections_.end(), [](const auto& c) { return !c.over; });
    return static_cast<std::size_t>(open) <= most;
  });
}

std::vector<std::string> fake_engine::take_impurities() {
  const std::lock_guard lock(mutex_);
  return std::exchange(impurities_, {});
}

void fake_engine::run_acceptor() {
  for (;;) {
    auto peer = listener_.accept();
    const std::lock_guard lock(mutex_);
    if (!peer.is_open() || stopping_) return;
    join_finished();
    connections_.push_back(
        {accepted_++, std::move(peer), std::exchange(next_break_, {}), true, false, false, false, 0, {}});
    auto& own = connections_.back();
    own.thread = std::thread([this, &own] { run_connection(own); });
  }
}

// Twenty thousand connections must not mean as many stacks.
void fake_engine::join_finished() {
  connections_.remove_if([](connection& each) {
    if (each.over) each.thread.join();
    return each.over;
  });
}

void fake_engine::run_connection(connection& own) {
  serve(own);
  const std::lock_guard lock(mutex_);
  own.over = true;
  changed_.notify_all();
}

void fake_engine::serve(connection& own) {
  std::string bytes;
  for (std::size_t count = 0;; ++count) {
    auto request = read_request(own, bytes);
    if (!request) {
      note_leftover(own, bytes);
      return end(own, engine_reply::after_reply::close);
    }
    request->connection = own.number;
    request->on_connection = count;
    if (!perform(own, record_and_choose(*request, bytes.size()))) return;
  }
}

void fake_engine::note_leftover(const connection& own, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  if (!bytes.empty() && !own.breaks && !stopping_) impurities_.push_back("a cut request: " + visible(bytes));
}

std::optional<engine_request> fake_engine::read_request(connection& own, std::string& bytes) {
  constexpr auto forever = std::chrono::hours(1);
  for (;;) {
    if (is_broken_off(own, bytes)) return std::nullopt;
    if (auto request = take_request(bytes)) return request;
    if (own.peer.read(bytes, within(forever)) != read_outcome::bytes) return std::nullopt;
    set_idle(own, false);
  }
}

bool fake_engine::is_broken_off(connection& own, const std::string& bytes) {
  if (!own.breaks || bytes.size() < own.breaks->after_bytes) return false;
  {
    const std::lock_guard lock(mutex_);
    broken_off_.push_back(bytes);
  }
  end(own, own.breaks->how);
  return true;
}

engine_reply fake_engine::record_and_choose(const engine_request& request, std::size_t surplus) {
  std::unique_lock lock(mutex_);
  auto impure = find_impurities(request.raw, rules_);
  if (surplus != 0) impure.push_back("bytes after the request, before its answer (no pipelining)");
  for (auto& each : impure) impurities_.push_back(each + " in " + visible(request.raw));
  requests_.push_back(request);
  changed_.notify_all();
  engine_reply reply;
  if (!queue_.empty()) {
    reply = std::move(queue_.front());
    queue_.pop_front();
  } else if (const auto answer = handler_) {
    lock.unlock();
    reply = answer(request);
    lock.lock();
  } else {
    reply = json_reply(500, R"({"error":"the test queued no reply","code":"NO_REPLY_QUEUED"})");
  }
  if (reply.release) gates_.push_back(reply.release);
  if (reply.release && stopping_) reply.release->open();
  return reply;
}

bool fake_engine::perform(connection& own, const engine_reply& reply) {
  if (reply.release) wait_for_gate(own, *reply.release);
  set_writing(own, true);
  const bool written = own.peer.write(reply.bytes, within());
  const bool kept = written && reply.then == engine_reply::after_reply::keep;
  if (!kept) end(own, reply.then);
  set_writing(own, false);
  return kept;
}

// A connection that is kept is idle from the moment its answer is written.
void fake_engine::set_writing(connection& own, bool writes) {
  const std::lock_guard lock(mutex_);
  own.writes = writes;
  own.idle = !writes;
  if (!writes) ++own.written;
  changed_.notify_all();
}

// Waits for the answers that are being written now, not for later ones: a busy engine is never quiet.
void fake_engine::wait_for_writes(std::unique_lock<std::mutex>& lock) {
  std::vector<std::pair<std::size_t, std::size_t>> now;  // connection's number, answers written by then
  for (const auto& each : connections_)
    if (each.writes) now.emplace_back(each.number, each.written);
  changed_.wait_until(lock, within(), [&] {
    return std::none_of(connections_.begin(), connections_.end(), [&](const connection& each) {
      return each.writes && std::find(now.begin(), now.end(), std::pair(each.number, each.written)) != now.end();
    });
  });
}

void fake_engine::end(connection& own, engine_reply::after_reply how) {
  const std::lock_guard lock(mutex_);
  if (how == engine_reply::after_reply::reset) own.peer.reset();
  else own.peer.close();
}

void fake_engine::set_idle(connection& own, bool idle) {
  const std::lock_guard lock(mutex_);
  own.idle = idle;
  changed_.notify_all();
}

void fake_engine::wait_for_gate(connection& own, gate& release) {
  const auto note = [&](bool holds) {
    const std::lock_guard lock(mutex_);
    own.holds = holds;
    changed_.notify_all();
  };
  note(true);
  release.wait();
  note(false);
}

}  // namespace ramal::tests
