// HTTP requests over Beast's parser on the control loop: one attempt each, with everything bounded (webhooks.md sections 6
// and 12). Redirects are not followed, and proxies of the environment are not used.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "proxy/relay/client/dial.hpp"
#include "proxy/relay/delivery_client.hpp"

namespace ramal::relay {

class attempt;

struct http_exchange {
  delivery_request what;
  std::string method = "POST";
  std::string tls_name;                 // asked for and verified; "": the URL's host
  std::size_t most_body_bytes = 4'096;  // of the answer's body are read; a longer one ends the connection
};

struct http_outcome {
  delivery_result result;  // `answer`: all that was read of the body
  bool whole = false;      // the body is complete
};

struct client_settings {
  std::string name_servers;  // "address:port", with commas; "": the system's
  idle_bounds idle;
};

// All of it on the loop's thread, which outlives it.
class http_client {
 public:
  http_client(asio::io_context& loop, const client_settings& settings);
  ~http_client() { stop(); }
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  // What this program listens on: no request goes there.
  void own_listeners(std::vector<tcp::endpoint> all) { parts_->own = std::move(all); }

  // As delivery_client::start().
  void start(http_exchange what, std::function<void()> sent, std::function<void(http_outcome)> done);
  // As delivery_client::stop().
  void stop();

  std::size_t in_flight() const { return attempts_->size(); }
  std::size_t idle() const { return parts_->idle->size(); }

 private:
  std::shared_ptr<client_parts> parts_;
  std::shared_ptr<std::list<std::shared_ptr<attempt>>> attempts_;
  bool stopped_ = false;
};

// Deliveries to bots.
class http_delivery_client : public delivery_client {
 public:
  explicit http_delivery_client(std::shared_ptr<http_client> over) : over_(std::move(over)) {}
  void start(delivery_request what, on_sent sent, completion done) override;
  void stop() override { over_->stop(); }

 private:
  std::shared_ptr<http_client> over_;
};

}  // namespace ramal::relay
