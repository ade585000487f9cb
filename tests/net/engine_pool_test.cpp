// Connections to the engine: the addresses in turn, and which of them are kept (http-rules.md U10, U15, U18).
#include "proxy/net/upstream/engine_pool.hpp"

#include <catch2/catch.hpp>

#include "tests/harness/socket.hpp"
#include "tests/net/on_loop.hpp"

namespace ramal::net {
namespace {

using namespace std::chrono_literals;
using flow::connect_result;
using routes::failure_kind;
using routes::reason;

// A client that stays.
class staying_client final : public flow::stream {
 public:
  flow::io_result read_some(char*, std::size_t) override { return {flow::io_status::failed, 0}; }
  flow::io_result write_some(std::string_view) override { return {flow::io_status::failed, 0}; }
  void wait(flow::interest, flow::time_point, flow::wait_slot&) override {}
  void cancel_wait() override {}
  bool watch(flow::disconnect_watch*) override { return false; }
  void end_wait(flow::wait_result) override {}
  bool has_unread(bool) override { return false; }
  void end_writing() override {}
  void reset_on_close() override {}
};

address_list at(const std::vector<std::uint16_t>& ports) {
  address_list all;
  for (const std::uint16_t port : ports) all.push_back(parse_address("127.0.0.1", port).value());
  return all;
}

// A pool over these addresses, plain HTTP.
struct world {
  explicit world(address_list first) : addresses(std::make_shared<engine_addresses>(control, std::move(first))) {
    addresses->on_refresh([this] { ++refreshes; });
    pool.bound(10);
  }

  connect_result connect(flow::time_point deadline = flow::clock::now() + 20s) {
    return run_on(loop, connecting(deadline));
  }
  flow::task<connect_result> connecting(flow::time_point deadline) {
    flow::disconnect_watch leaving(client);
    connect_result made = co_await pool.connect(deadline, leaving);
    co_return made;
  }
  int asked_for_others() {
    control.restart();
    control.poll();
    return refreshes;
  }

  boost::asio::io_context control;
  poller loop;
  staying_client client;
  std::shared_ptr<engine_addresses> addresses;
  int refreshes = 0;
  engine_pool pool{loop,
                   addresses,
                   config::upstream_engine{},
                   rules::reuse_limits{},
                   nullptr,
                   std::make_shared<engine_reach>("http://engine.test")};
};

}  // namespace

TEST_CASE("U15 the first address that takes the connection is the one") {
  tests::listening_socket engine;
  world of(at({tests::dead_port(), engine.port()}));
  const connect_result made = of.connect();
  CHECK_FALSE(made.problem.has_value());
  CHECK(made.made.io != nullptr);
  CHECK(engine.accept().is_open());
  CHECK(of.asked_for_others() == 0);
}

TEST_CASE("U15 addresses that lead nowhere are looked up again") {
  world of(at({tests::dead_port(), tests::dead_port()}));
  const connect_result made = of.connect();
  REQUIRE(made.problem.has_value());
  CHECK(made.problem->kind == failure_kind::upstream_unreachable);
  CHECK(made.problem->why == reason::refused);
  CHECK_FALSE(made.problem->sent);
  CHECK(of.asked_for_others() == 1);
}

TEST_CASE("U16 without an address the look-up's reason is the one") {
  world of({});
  of.addresses->publish_failure(reason::name_unknown);
  const connect_result made = of.connect();
  REQUIRE(made.problem.has_value());
  CHECK(made.problem->kind == failure_kind::upstream_unreachable);
  CHECK(made.problem->why == reason::name_unknown);
}

TEST_CASE("U15 addresses that come later are used") {
  tests::listening_socket engine;
  world of({});
  of.addresses->publish(at({engine.port()}));
  CHECK_FALSE(of.connect().problem.has_value());
}

TEST_CASE("U10 a connection is kept for the key that it was used with") {
  tests::listening_socket engine;
  world of(at({engine.port()}));
  connect_result made = of.connect();
  REQUIRE_FALSE(made.problem.has_value());
  const auto now = flow::clock::now();
  const flow::connection_owner key = 7, other = 8;
  made.made.owner = key;
  of.pool.give_back(std::move(made.made), now);
  CHECK(of.pool.take_idle(other, true, now).io == nullptr);
  CHECK(of.pool.take_idle(key, true, now).io != nullptr);
  CHECK(of.pool.take_idle(key, true, now).io == nullptr);
}

TEST_CASE("U10 a pool that was replaced keeps nothing") {
  tests::listening_socket engine;
  world of(at({engine.port()}));
  connect_result made = of.connect();
  REQUIRE_FALSE(made.problem.has_value());
  const auto now = flow::clock::now();
  of.pool.retire();
  of.pool.give_back(std::move(made.made), now);
  CHECK(of.pool.take_idle(flow::no_owner, true, now).io == nullptr);
}

TEST_CASE("U10 a connection that is one too many takes the place of an idle one") {
  tests::listening_socket engine;
  world of(at({engine.port()}));
  connect_result made = of.connect();
  REQUIRE_FALSE(made.problem.has_value());
  const auto now = flow::clock::now();
  of.pool.give_back(std::move(made.made), now);
  of.pool.bound(0);
  of.pool.sweep(now);
  CHECK(of.pool.take_idle(flow::no_owner, true, now).io == nullptr);
}

}  // namespace ramal::net
