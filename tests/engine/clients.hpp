// Clients of a running engine. Every operation has a deadline of ten seconds and throws where it passes or fails.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/world.hpp"

namespace ramal::engine::test {

// One connection to the API, kept alive.
class api_client {
 public:
  explicit api_client(std::uint16_t port);
  ~api_client();

  reply ask(std::string_view method, std::string_view target, std::string_view key, std::string_view body = {});
  // Bytes as they are, then everything that comes back until the engine closes.
  std::string send_raw(std::string_view bytes);
  // Bytes as they are, then what comes back up to the end of one head.
  std::string head_of(std::string_view bytes);
  // True once the engine has closed the connection.
  bool wait_closed();

 private:
  class state;
  std::unique_ptr<state> state_;
};

// A WebSocket to the media port.
class media_client {
 public:
  media_client(std::uint16_t port, const std::string& target);
  ~media_client();

  unsigned status() const;  // of the handshake: 101 is open
  void send(const std::vector<std::uint8_t>& frame);
  void send_text(const std::string& text);
  std::vector<std::uint8_t> receive();
  bool received_binary() const;
  // Reads on until the connection is closed: the close code, 0 for none.
  unsigned wait_closed();

 private:
  class state;
  std::unique_ptr<state> state_;
};

// The path and query of a `wsUrl`.
std::string target_of(const std::string& ws_url);

}  // namespace ramal::engine::test
