// A client that sends exactly the bytes it is given and reads answers strictly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/harness/contract_names.hpp"
#include "tests/harness/socket.hpp"

namespace ramal::tests {

class raw_client {
 public:
  // `from`: its own address, as socket::connect takes it; null: 127.0.0.1.
  explicit raw_client(std::uint16_t port, const char* from = nullptr) : socket_(socket::connect(port, from)) {}

  // False if the peer has gone.
  bool send(std::string_view bytes) { return socket_.write(bytes, within()); }
  // The same in pieces of these sizes (the last one repeats), each its own segment.
  bool send_split(std::string_view bytes, const std::vector<std::size_t>& sizes);

  // The next answer, 1xx included. If the connection ends or the deadline comes first, `error` says so.
  answer read_answer(bool of_head_request = false, deadline until = within());

  // True if the peer closes (FIN, or RST after the answer) before the deadline and sends nothing more. It proves
  // something only if nothing else ends the connection before: the defaults of gateway_yaml.hpp see to that.
  bool is_closed_by_peer(deadline until = within());
  // Bytes that came and belong to no answer read so far.
  const std::string& unread() const { return unread_; }

  void half_close() { socket_.half_close(); }
  void reset() { socket_.reset(); }
  void close() { socket_.close(); }

 private:
  socket socket_;
  std::string unread_;
};

}  // namespace ramal::tests
