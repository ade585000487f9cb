// One attempt to deliver an event to a bot (webhooks.md sections 6 and 12), behind an interface: the dispatcher's tests
// have a client of their own.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proxy/relay/http_url.hpp"

namespace ramal::relay {

class client_tls;

using std::chrono::milliseconds;

inline constexpr std::size_t most_answer_bytes = 512;  // of an answer's body are kept

struct delivery_request {
  // Whose connections it uses: none carries the deliveries of two destinations. Never in an error text.
  std::string destination;
  http_url url;
  // In the order in which they are sent, behind Host. Host, Content-Length, Connection, Transfer-Encoding and Expect
  // are the client's own.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<const client_tls> tls;  // of an https URL (client/client_tls.hpp)
  milliseconds connect_timeout{3'000};    // name, TCP and TLS together
  milliseconds timeout{30'000};           // all of it
  milliseconds body_timeout{5'000};       // of the answer's body behind its head: a longer one is cut, and no failure
};

// Why there is no answer, for counters.
enum class delivery_failure : std::uint8_t {
  none,
  name,       // the host's name leads to no address
  address,    // it leads only to addresses where no delivery may go
  connect,    // no connection there
  tls,        // no TLS, or a certificate that is not accepted
  timeout,    // no answer in time, once the connection stood
  closed,     // the bot ended the connection before it had answered
  malformed,  // what came is no HTTP
  stopped,    // this program ends
};

struct delivery_result {
  unsigned status = 0;  // of an answer whose head is complete; 0 if there is none
  delivery_failure failure = delivery_failure::none;
  std::string error;        // host and cause in plain words; never path, query or headers. "" if there is an answer
  std::string retry_after;  // the header's value, at most 64 bytes, as it came
  std::string date;         // of the header Date, the same
  std::string answer;       // the first bytes of the answer's body, as they came: make them safe before a log has them
  milliseconds took{0};
  bool sent = false;  // the last byte was written once: the bot may have the event whatever else is said here
};

// All of it on the thread of the control loop.
class delivery_client {
 public:
  using on_sent = std::function<void()>;
  using completion = std::function<void(delivery_result)>;

  virtual ~delivery_client() = default;

  // `sent`, if it is not empty, is called at most once and before `done`: when the last byte was written. `done` is
  // called exactly once, never before this returns, unless stop() was called before. It may start the next one.
  virtual void start(delivery_request what, on_sent sent, completion done) = 0;

  // Ends every attempt: before this returns, each has been completed with `stopped`. Later ones end at once.
  virtual void stop() = 0;
};

}  // namespace ramal::relay
