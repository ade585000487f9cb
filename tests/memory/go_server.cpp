#include "tests/memory/go_server.hpp"

namespace ramal::test {

// Tells its peer when it goes.
class go_server::server_stream : public memory_stream {
 public:
  server_stream(memory_loop& loop, peer& other_end)
      : memory_stream(loop, [&other_end](std::string_view bytes) { other_end.take(bytes); }), other_end_(other_end) {
    other_end_.stream = this;
  }
  ~server_stream() override { other_end_.stream = nullptr; }

 private:
  peer& other_end_;
};

void go_server::peer::take(std::string_view bytes) {
  received.append(bytes);
  if (head.find("\r\n\r\n") != std::string::npos) return;
  head.append(bytes);
  if (const auto end = head.find("\r\n\r\n"); end != std::string::npos) head.resize(end + 4);
}

std::vector<std::string> go_server::first_heads() const {
  std::vector<std::string> heads;
  for (const auto& one : peers_)
    if (one->head.ends_with("\r\n\r\n")) heads.push_back(one->head);
  return heads;
}

flow::task<flow::connect_result> go_server::connect(flow::time_point, flow::disconnect_watch&) {
  ++connects_;
  if (refuses) {
    flow::connect_result failed(routes::failure_kind::upstream_unreachable, routes::reason::refused);
    co_return std::move(failed);
  }
  peers_.push_back(std::make_unique<peer>());
  flow::connection made;
  made.io = std::make_unique<server_stream>(loop_, *peers_.back());
  made.opened = loop_.now();
  static_cast<memory_stream&>(*made.io).let_write(takes);
  flow::connect_result result(std::move(made));
  co_return std::move(result);
}

}  // namespace ramal::test
