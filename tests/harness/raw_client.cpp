#include "tests/harness/raw_client.hpp"

#include <algorithm>

namespace ramal::tests {

bool raw_client::send_split(std::string_view bytes, const std::vector<std::size_t>& sizes) {
  for (std::size_t i = 0; !bytes.empty(); ++i) {
    const auto wanted = sizes.empty() ? bytes.size() : sizes[std::min(i, sizes.size() - 1)];
    const auto piece = bytes.substr(0, std::max<std::size_t>(wanted, 1));
    if (!send(piece)) return false;
    bytes.remove_prefix(piece.size());
  }
  return true;
}

answer raw_client::read_answer(bool of_head_request, deadline until) {
  for (;;) {
    auto taken = take_answer(unread_, of_head_request);
    if (taken.status != 0 || !taken.error.empty()) return taken;
    switch (socket_.read(unread_, until)) {
      case read_outcome::bytes: continue;
      case read_outcome::end: taken.error = "the connection ended before a whole answer"; break;
      case read_outcome::reset: taken.error = "the connection was reset before a whole answer"; break;
      case read_outcome::timeout: taken.error = "no whole answer in time"; break;
    }
    taken.error += ", read so far: " + visible(unread_);
    return taken;
  }
}

bool raw_client::is_closed_by_peer(deadline until) {
  for (;;) {
    switch (socket_.read(unread_, until)) {
      case read_outcome::bytes: return false;
      case read_outcome::end:
      case read_outcome::reset: return unread_.empty();
      case read_outcome::timeout: return false;
    }
  }
}

}  // namespace ramal::tests
