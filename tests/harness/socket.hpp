// Loopback TCP for tests: blocking calls that all have a deadline, and nothing that sleeps.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ramal::tests {

using deadline = std::chrono::steady_clock::time_point;

// A point in time that far from now; generous by default, because a sanitizer build on a busy machine is slow.
deadline within(std::chrono::milliseconds time = std::chrono::seconds(20));

// What came of one read: some bytes, the peer's FIN, its RST, or nothing in time.
enum class read_outcome { bytes, end, reset, timeout };

// One connected socket; closes itself. Not safe to share, but shut_down() may be called from another thread.
class socket {
 public:
  socket() = default;
  explicit socket(int fd) : fd_(fd) {}
  socket(socket&& other) noexcept : fd_(other.release()) {}
  socket& operator=(socket&& other) noexcept;
  ~socket() { close(); }

  // Connects to 127.0.0.1, or from an address of its own: one of 127/8, or an IPv6 one to ::1. Throws std::system_error
  // if nobody listens or there is no such address.
  static socket connect(std::uint16_t port, const char* from = nullptr);

  // All the bytes; false if the peer is gone or takes none of them until the deadline.
  bool write(std::string_view bytes, deadline until);
  // Appends what is there to `into`, at least one byte, or says why not.
  read_outcome read(std::string& into, deadline until);

  void half_close();  // FIN, still reading
  void shut_down();   // FIN both ways: a blocked read returns
  void reset();       // RST
  void close();
  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int release() noexcept;
  int fd_ = -1;
};

// A free port of 127.0.0.1 that nobody else gets meanwhile: connections are refused, unless a listening_socket has it.
class reserved_port {
 public:
  reserved_port();
  std::uint16_t number() const { return number_; }

 private:
  socket socket_;
  std::uint16_t number_ = 0;
};

// A listener on a free port of 127.0.0.1, or of another of the machine's own addresses; or on a reserved one.
class listening_socket {
 public:
  explicit listening_socket(const char* host = "127.0.0.1") : listening_socket(host, 0) {}
  explicit listening_socket(const reserved_port& port) : listening_socket("127.0.0.1", port.number()) {}
  std::uint16_t port() const { return port_; }
  // Waits for the next connection; a closed socket after stop().
  socket accept();
  // Makes accept() return; from any thread.
  void stop();

 private:
  listening_socket(const char* host, std::uint16_t port);

  socket socket_;
  std::uint16_t port_ = 0;
};

// A port of 127.0.0.1 where nobody listens.
std::uint16_t dead_port();

}  // namespace ramal::tests
