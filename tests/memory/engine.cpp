#include "tests/memory/engine.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "tests/harness/contract_names.hpp"

namespace ramal::test {
namespace {

// Bytes of the whole request, 0 while its head is incomplete. Ramal writes Content-Length in this case only.
std::size_t request_size(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view name = "\r\nContent-Length: ";
  std::size_t length = 0;
  if (const auto at = bytes.substr(0, end).find(name); at != std::string_view::npos)
    std::from_chars(bytes.data() + at + name.size(), bytes.data() + end, length);
  return end + 4 + length;
}

}  // namespace

std::string answer_of(unsigned status, std::string_view body, std::string_view more_fields) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Some Reason\r\nContent-Type: application/json\r\n";
  text.append(more_fields).append("Content-Length: " + std::to_string(body.size()) + "\r\n\r\n").append(body);
  return text;
}

// Tells its peer when it goes.
class memory_engine::engine_stream : public memory_stream {
 public:
  engine_stream(memory_loop& loop, memory_engine& owner, peer& other_end)
      : memory_stream(loop, [&owner, &other_end](std::string_view bytes) { owner.receive(other_end, bytes); }),
        other_end_(other_end) {
    other_end_.stream = this;
  }
  ~engine_stream() override { other_end_.stream = nullptr; }
  peer& other_end() { return other_end_; }

 private:
  peer& other_end_;
};

flow::task<flow::connect_result> memory_engine::connect(flow::time_point deadline, flow::disconnect_watch& client) {
  ++connects_;
  door now = usual_door;
  if (!doors_.empty()) {
    now = doors_.front();
    doors_.pop_front();
  }
  if (now == door::silent) {
    memory_stream nobody(loop_, [](std::string_view) {});
    const flow::wait_result why = co_await flow::ready(nobody, flow::interest::read, deadline, false, &client);
    now = why == flow::wait_result::timeout ? door::late : door::refused;
  }
  if (now != door::open) {
    flow::connect_result failed(now == door::refused ? routes::failure_kind::upstream_unreachable
                                                     : routes::failure_kind::upstream_connect_timeout);
    co_return std::move(failed);
  }
  peers_.push_back(std::make_unique<peer>());
  flow::connection made;
  made.io = std::make_unique<engine_stream>(loop_, *this, *peers_.back());
  made.opened = loop_.now();
  arm(*made.io);
  flow::connect_result result(std::move(made));
  co_return std::move(result);
}

flow::connection memory_engine::take_idle(flow::connection_owner owner, bool idempotent, flow::time_point now) {
  flow::connection last = idle_.take(owner, idempotent, now);
  if (last.io) arm(*last.io);
  return last;
}

void memory_engine::give_back(flow::connection&& used, flow::time_point now) { idle_.put(std::move(used), now); }

void memory_engine::close_idle(bool seen) {
  idle_.for_each([seen](flow::connection& each) {
    auto& end = static_cast<engine_stream&>(*each.io);
    end.other_end().gone = true;
    end.put_end();
    if (!seen) end.hide_end();
  });
}

std::size_t memory_engine::open() const {
  return static_cast<std::size_t>(
      std::count_if(peers_.begin(), peers_.end(), [](const auto& each) { return each->stream != nullptr; }));
}

void memory_engine::arm(flow::stream& on) { static_cast<memory_stream&>(on).let_write(turn().takes); }

void memory_engine::receive(peer& from, std::string_view bytes) {
  from.received.append(bytes);
  if (from.gone) {
    requests_.push_back(std::exchange(from.received, {}));
    return from.stream->break_off();
  }
  const std::size_t whole = request_size(from.received);
  const bool complete = whole != 0 && from.received.size() >= whole;
  if (!complete && from.received.size() < turn().takes) return;
  act(from);
}

memory_engine::~memory_engine() {
  for (const auto& each : impurities_) report_impurity("the engine received something impure: " + each);
}

void memory_engine::judge(std::string_view request) {
  const std::size_t whole = request_size(request);
  if (whole == 0 || request.size() < whole) return;  // broken off
  for (auto& each : tests::find_impurities(request, {host, path_prefix, {}, {}, through}))
    impurities_.push_back(std::move(each) + " in " + std::string(request));
}

void memory_engine::act(peer& on) {
  ++acts_;
  if (keeps_requests) judge(on.received);
  if (keeps_requests) requests_.push_back(on.received);
  on.received.clear();
  const engine_turn& now = turn();
  on.stream->put(now.answer);
  if (now.then == engine_turn::end::close) on.stream->put_end();
  if (now.then == engine_turn::end::reset) on.stream->break_off();
  if (next_ + 1 < turns_.size()) ++next_;
  else if (in_circles) next_ = 0;
}

}  // namespace ramal::test
