// What a worker holds for clients that make it wait: whole buffers for a few, small ones for the rest; and that small
// ones change nothing of what is asked, answered and logged.
#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::seconds;

// Others make this worker wait already: no whole buffers may.
class crowd {
 public:
  explicit crowd(session_fixture& at) : pool_(at.worker.buffers), lease_(pool_) {
    flow::exchange_buffers& held = lease_.get();
    held.reply.reserve(held.reply.capacity() + 1024 * 1024 - held.capacity());
    CHECK(lease_.may_wait());
  }
  // What is in the buffers that nobody uses is somebody else's.
  void reuse_buffers() const {
    flow::buffer_lease other(pool_);
    for (routes::bytes* each : {&other.get().in, &other.get().reply, &other.get().out})
      std::fill_n(each->data(), each->capacity(), '#');
  }

 private:
  flow::buffer_pool& pool_;
  flow::buffer_lease lease_;
};

bool has_warm_buffers(session_fixture& at) {
  flow::buffer_lease any(at.worker.buffers);
  return any.get().in.capacity() != 0;
}

// A conversation with a client that reads and sends as slowly as can be: what it got, and the log.
struct outcome {
  std::string received;
  std::string log;
  std::vector<std::string> asked;
};

struct dialogue {
  const char* name;
  std::string sent;
  std::string answer;  // of the engine, each time
};

outcome play(const dialogue& row, bool crowded, std::size_t piece) {
  auto settings = test_settings();
  settings.accept_native_keys = true;
  session_fixture at(settings);
  std::optional<crowd> others;
  if (crowded) others.emplace(at);
  at.worker.upstream.answer_always(row.answer);
  at.client->let_write(0);
  for (std::size_t i = 0; i < row.sent.size(); i += piece) {
    at.send(row.sent.substr(i, piece));
    if (others) others->reuse_buffers();
  }
  for (std::size_t before = 1; before != at.received.size();) {
    before = at.received.size();
    if (others) others->reuse_buffers();
    at.client->let_write(piece);
    at.loop.run();
  }
  return {at.received, at.take_log(), at.worker.upstream.requests()};
}

std::vector<dialogue> dialogues() {
  const std::string list = answer_of(200, R"({"calls":[{"id":"a","status":"RINGING"},{"id":"b","status":"ENDED"}]})");
  const std::string id = "X-Request-Id: mine\r\n";
  std::string native = post_request("/call/start", R"({"number":"5511999990000"})", id);
  native.replace(native.find("demo"), 4, "ps_own");
  std::string chunked = start_call.substr(0, start_call.find("Content-Length"));
  chunked += id + "Transfer-Encoding: chunked\r\n\r\n";
  for (const char c : std::string(R"({"number":"5511999990000"})")) chunked += "1\r\n" + std::string(1, c) + "\r\n";
  return {{"three lists", get_request("/call/list", id) + get_request("/call/list") + get_request("/call/list"), list},
          {"starts", start_call + start_call, answer_of(201, R"({"id":"a"})")},
          {"a chunked start, and a list behind it", chunked + "0\r\n\r\n" + get_request("/call/list"), list},
          {"a native key", native, answer_of(201, R"({"id":"a"})")},
          {"lists with bodies that nobody wants",
           get_request("/call/list", id + "Content-Length: 300\r\n") + std::string(300, 'x') +
               get_request("/call/list", "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n0\r\n\r\n" +
               get_request("/server/ok", "Content-Length: 3\r\n") + "abc" + get_request("/call/list"),
           list},
          {"a bad chunk that nobody wants",
           get_request("/call/list", id + "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\nx\r\n", ""},
          {"calls by id", get_request("/call/get/call_1") + get_request("/call/get/call_2"),
           answer_of(200, R"({"id":"a"})")},
          {"an error of the engine", start_call + start_call,
           answer_of(409, R"({"error":"a text","code":"A_CODE_LONGER_THAN_A_SMALL_STRING"})")},
          {"no JSON", post_request("/call/start", "number=1", id) + start_call, ""},
          {"a bad chunk", chunked + "x\r\n", ""},
          {"a body that nobody reads", post_request("/nowhere", "{}", id), ""},
          {"a bad head", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", ""}};
}

}  // namespace

TEST_CASE("buffers that wait hold 1 MiB in all, and what one exchange no longer holds another may") {
  flow::buffer_pool pool;
  flow::buffer_lease large(pool), small(pool), late(pool);
  large.get().reply.reserve(1'000'000);
  small.get().reply.reserve(10'000);
  late.get().reply.reserve(100'000);
  CHECK(large.may_wait());
  CHECK(small.may_wait());
  CHECK_FALSE(late.may_wait());
  large.end_wait();
  CHECK(late.may_wait());
  CHECK_FALSE(large.may_wait());
  late.release();
  CHECK(large.may_wait());
  large.get().in.reserve(100'000);
  CHECK_FALSE(large.may_wait());  // it has grown
}

TEST_CASE("small buffers hold no more than what is in them, and the warm ones are back in the pool") {
  flow::buffer_pool pool;
  flow::buffer_lease lease(pool);
  flow::exchange_buffers& whole = lease.get();
  for (routes::bytes* each : {&whole.in, &whole.reply, &whole.out}) each->resize(10'000, 'x');
  whole.in.resize(300);
  lease.make_small(std::string_view(whole.out.data(), 500));
  CHECK(lease.is_small());
  CHECK(lease.may_wait());
  CHECK(lease.get().in.size() == 300);
  CHECK(lease.get().out.size() == 500);
  CHECK(lease.get().capacity() == flow::exchange_buffers().capacity() + 300 + 500);
  CHECK(pool.take().get() == &whole);
  lease.get().in[0] = 'y';
  lease.end_wait();
  CHECK_FALSE(lease.is_small());
  CHECK(lease.get().in.size() == 300);
  CHECK(lease.get().in[0] == 'y');
}

TEST_CASE("L2 in a crowd a body that comes slowly holds no whole buffers, and its end is still 408") {
  session_fixture at;
  at.send(get_request("/server/ok"));
  at.take_answer();
  const crowd others(at);
  at.send(post_request("/call/start", std::string(1'000, ' '), "X-Request-Id: mine\r\n").substr(0, 300));
  CHECK(has_warm_buffers(at));
  others.reuse_buffers();
  at.loop.advance(seconds(15));
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 408);
  CHECK(answer.field("X-Request-Id") == "mine");
  CHECK(at.is_over());
}

TEST_CASE("L5 in a crowd a stalled reader holds no whole buffers, and is reset in time") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  const crowd others(at);
  at.client->let_write(10);
  at.send(get_request("/call/list", "X-Request-Id: mine\r\n"));
  CHECK(has_warm_buffers(at));
  others.reuse_buffers();
  at.loop.advance(seconds(15) - std::chrono::milliseconds(1));
  CHECK_FALSE(at.client->will_reset());
  at.loop.advance(std::chrono::milliseconds(1));
  CHECK(at.client->will_reset());
  CHECK(at.session->done());
  CHECK(at.take_log().find(R"("request_id":"mine")") != std::string::npos);
}

TEST_CASE("slow clients get the same from small buffers as from whole ones, and the engine and the log, too") {
  for (const dialogue& row : dialogues())
    for (const std::size_t piece : {1U, 7U, 10'000U}) {
      INFO(row.name << " in pieces of " << piece);
      const outcome whole = play(row, false, piece);
      const outcome small = play(row, true, piece);
      CHECK_FALSE(whole.received.empty());
      CHECK(small.received == whole.received);
      CHECK(small.log == whole.log);
      CHECK(small.asked == whole.asked);
      CHECK(small.received.find('#') == std::string::npos);
    }
}

}  // namespace ramal::test
