#include "tests/system/dripping_engine.hpp"

#include <utility>

namespace ramal::system_tests {

using tests::read_outcome;
using tests::within;

dripping_engine::dripping_engine(std::string start, std::string piece)
    : start_(std::move(start)), piece_(std::move(piece)), thread_([this] { run(); }) {}

dripping_engine::~dripping_engine() {
  stopping_ = true;
  listener_.stop();
  thread_.join();
}

void dripping_engine::run() {
  while (!stopping_) {
    auto peer = listener_.accept();
    if (peer.is_open()) serve(peer);
  }
}

// The pauses are the engine's slowness: what is read meanwhile is the peer's end.
void dripping_engine::serve(tests::socket& peer) {
  std::string request, more;
  while (request.find("\r\n\r\n") == std::string::npos)
    if (peer.read(request, within()) != read_outcome::bytes) return;
  ++requests_;
  if (!peer.write(start_, within())) return;
  while (!stopping_ && peer.write(piece_, within())) {
    const auto how = peer.read(more, within(std::chrono::milliseconds(5)));
    if (how == read_outcome::end || how == read_outcome::reset) return;
  }
}

}  // namespace ramal::system_tests
