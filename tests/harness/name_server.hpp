// A DNS server on loopback that knows one answer (RFC 1035): A records, or a failure. AAAA questions get no record.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ramal::tests {

class name_server {
 public:
  // Port 0: any free one.
  explicit name_server(std::uint16_t port = 0);
  ~name_server();
  name_server(const name_server&) = delete;
  name_server& operator=(const name_server&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // From now on: 127.0.0.`last`, valid for `ttl` seconds; 0: SERVFAIL.
  void answer(std::uint8_t last, std::uint32_t ttl) {
    answer_with(last == 0 ? addresses() : addresses{{127, 0, 0, last}}, ttl);
  }
  // The same with any addresses.
  using addresses = std::vector<std::array<std::uint8_t, 4>>;
  void answer_with(addresses all, std::uint32_t ttl);
  // When the next question has been answered: these instead.
  void then(addresses all);
  // The same with another failure, for every name.
  static constexpr std::uint8_t no_such_name = 3;
  void fail_with(std::uint8_t code) {
    failure_ = code;
    answer_with({}, 0);
  }
  // From now on nobody is answered, as by a name server that is gone.
  void keep_silent() { silent_ = true; }
  // Questions for an A record so far.
  std::size_t questions() const { return questions_; }

 private:
  void run();
  std::vector<std::uint8_t> reply_to(std::vector<std::uint8_t> question);

  int fd_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;  // of the next three
  addresses now_;
  std::vector<addresses> then_;  // none or one
  std::uint32_t ttl_ = 0;
  std::atomic<std::uint8_t> failure_{2};  // SERVFAIL
  std::atomic<std::size_t> questions_{0};
  std::atomic<bool> silent_{false};
  std::thread thread_;
};

}  // namespace ramal::tests
