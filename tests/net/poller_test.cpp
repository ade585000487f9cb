// The event loop, where no system test looks.
#include <catch2/catch.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "proxy/flow/ready.hpp"
#include "proxy/net/loop/detached.hpp"
#include "proxy/net/loop/poller.hpp"

namespace ramal::net {
namespace {

// co_await: until the descriptor is readable.
struct readable {
  descriptor* on;
  flow::wait_slot slot{};

  explicit readable(descriptor* d) : on(d) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    slot.handle = waiting;
    on->wait(flow::interest::read, flow::time_point::max(), slot, false);
  }
  void await_resume() const noexcept {}
};

struct turn {
  poller& loop;

  explicit turn(poller& l) : loop(l) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> writer) { return loop.join(writer); }
  void await_resume() const noexcept {}
};

// Reads, and writes when it is its turn; `order` gets "r" and "w" with its number.
detached read_and_write(poller& loop, descriptor* on, char number, std::string& order) {
  readable there(on);
  co_await there;
  (order += 'r') += number;
  turn mine(loop);
  co_await mine;
  (order += 'w') += number;
}

// The order in which four that are readable at once read and write.
std::string order_of(std::chrono::microseconds longest_batch) {
  poller loop(longest_batch);
  std::string order;
  std::array<int, 4> far{};
  for (std::size_t i = 0; i < far.size(); ++i) {
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
    read_and_write(loop, loop.adopt(pair[0]), static_cast<char>('1' + i), order);
    far[i] = pair[1];
    REQUIRE(::write(far[i], "x", 1) == 1);
  }
  loop.run(std::chrono::milliseconds(0), [&](flow::time_point) {
    if (order.size() == 4 * far.size()) loop.stop();
  });
  for (const int fd : far) ::close(fd);
  return order;
}

}  // namespace

TEST_CASE("who is put off writes when all that is ready has been read") {
  CHECK(order_of(std::chrono::hours(1)) == "r1r2r3r4w1w2w3w4");
}

TEST_CASE("who is put off for too long writes before the rest is read") {
  CHECK(order_of(std::chrono::microseconds(-1)) == "r1w1r2w2r3w3r4w4");
}

TEST_CASE("O2 what was posted runs before what the sockets bring in the same round") {
  poller loop;
  std::string order;
  std::array<int, 2> pair{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
  read_and_write(loop, loop.adopt(pair[0]), '1', order);
  REQUIRE(::write(pair[1], "x", 1) == 1);
  loop.post([&] { order += 'p'; });
  loop.run(std::chrono::milliseconds(0), [&](flow::time_point) {
    if (order.size() == 5) loop.stop();
  });
  ::close(pair[1]);
  CHECK(order == "pr1w1");
}

TEST_CASE("a wait that is ended from elsewhere is over in the same round, without a tick") {
  poller loop;
  std::array<int, 2> pair{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
  std::string order;
  descriptor* const on = loop.adopt(pair[0]);
  read_and_write(loop, on, '1', order);
  loop.post([&] { on->end_wait(flow::wait_result::timeout); });
  loop.post([&] { loop.stop(); });
  loop.run(std::chrono::hours(1), [](flow::time_point) {});
  CHECK(order == "r1w1");
  ::close(pair[1]);
}

TEST_CASE("a socket that is only watched leaves the loop, and stays open") {
  poller loop;
  std::array<int, 2> pair{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
  loop.post([&, on = loop.watch(pair[0])] { on->close(); });
  int ticks = 0;
  loop.run(std::chrono::milliseconds(0), [&](flow::time_point) {
    if (++ticks == 1)
      REQUIRE(::write(pair[1], "x", 1) == 1);  // an event for nobody: AddressSanitizer sees who looks at it
    if (ticks == 20) loop.stop();
  });
  CHECK(ticks == 20);
  char byte = 0;
  CHECK(::read(pair[0], &byte, 1) == 1);
  ::close(pair[0]);
  ::close(pair[1]);
}

TEST_CASE("a bounded number of writers is put off, in each round again") {
  poller loop;
  std::size_t first = 0, second = 0;
  const auto fill = [&loop] {
    std::size_t count = 0;
    while (count < 100'000 && loop.join(std::noop_coroutine())) ++count;
    return count;
  };
  first = fill();
  loop.post([&] {});
  loop.run(std::chrono::milliseconds(0), [&](flow::time_point) {
    second = fill();
    loop.stop();
  });
  CHECK(first == 256);
  CHECK(second == first);
}

namespace {

// Sockets in a loop, and their other ends.
struct pairs {
  explicit pairs(poller& loop) {
    for (std::size_t i = 0; i < far.size(); ++i) {
      std::array<int, 2> pair{};
      REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
      near[i] = loop.adopt(pair[0]);
      far[i] = pair[1];
    }
  }
  ~pairs() {
    for (const int fd : far) ::close(fd);
  }
  std::array<descriptor*, 3> near{};
  std::array<int, 3> far{};
};

// Closes `other` when its own wait is over, and then itself.
detached close_both(descriptor* own, descriptor* other, std::string& order) {
  readable there(own);
  co_await there;
  order += 'c';
  other->close();
  own->close();
}

detached note_end(descriptor* own, std::string& order) {
  readable there(own);
  co_await there;
  order += 'e';
  own->close();
}

// Notices that its client goes, and nothing else.
class silent_stream final : public flow::stream {
 public:
  explicit silent_stream(descriptor* on) : on_(on) {}
  flow::io_result read_some(char*, std::size_t) override { return {flow::io_status::failed, 0}; }
  flow::io_result write_some(std::string_view) override { return {flow::io_status::failed, 0}; }
  void wait(flow::interest, flow::time_point, flow::wait_slot&) override {}
  void cancel_wait() override {}
  bool watch(flow::disconnect_watch* who) override { return on_ != nullptr && on_->watch(who, true); }
  void end_wait(flow::wait_result) override {}
  bool has_unread(bool) override { return false; }
  void end_writing() override {}
  void reset_on_close() override {}
  void forget() { on_ = nullptr; }

 private:
  descriptor* on_;
};

}  // namespace

TEST_CASE("who is resumed because all waits end may close the one that would be next") {
  poller loop;
  const pairs all(loop);
  std::string order;
  close_both(all.near[0], all.near[1], order);
  note_end(all.near[2], order);
  loop.post([&] {
    loop.cancel_all();
    loop.stop();
  });
  loop.run(std::chrono::hours(1), [](flow::time_point) {});
  CHECK(order == "ce");
}

TEST_CASE("what epoll tells of a socket that was closed in the same round reaches nobody") {
  poller loop;
  const pairs all(loop);
  std::string order;
  silent_stream client(all.near[1]);
  flow::disconnect_watch gone(client);
  close_both(all.near[0], all.near[1], order);
  REQUIRE(::write(all.far[0], "x", 1) == 1);
  REQUIRE(::shutdown(all.far[1], SHUT_WR) == 0);
  int ticks = 0;
  loop.run(std::chrono::milliseconds(0), [&](flow::time_point) {
    if (++ticks == 3) loop.stop();
  });
  client.forget();
  CHECK(order == "c");
  CHECK_FALSE(gone.happened());
}

}  // namespace ramal::net
