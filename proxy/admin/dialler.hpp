// Calls of the console's page (console.md section 4): each is a request to the gateway's own listener, as a client would
// send it, so that every rule of a client's request holds and no client key is in a browser.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "proxy/admin/answers.hpp"
#include "proxy/admin/dial_action.hpp"
#include "proxy/admin/order_ids.hpp"
#include "proxy/net/server/server.hpp"
#include "proxy/relay/client/http_client.hpp"

namespace ramal::admin {

class dialler {
 public:
  // `is_demo`: the engine is the reference engine, which lets calls come in. All of it outlives this.
  dialler(boost::asio::io_context& loop, const net::server& gateway, bool is_demo);

  bool is_on() const { return gateway_.settings().admin.dialler; }
  // Names of the keys that the page may choose from.
  answer list_keys() const;
  // 404 unless it is on. The answer comes later where the gateway has to be asked. Nothing is ever asked twice.
  answer serve(dial_action what, std::string_view query, std::string_view body);

 private:
  answer ask(dial_action what, const config::key& with, dial_order order);
  void fill_gateway(std::string_view target, const config::key& with, relay::delivery_request& request) const;
  void fill_engine(const config::key& with, relay::delivery_request& request) const;

  const net::server& gateway_;
  const bool is_demo_;
  std::uint64_t asked_ = 0;
  order_ids orders_{make_order_prefix()};
  relay::http_client client_;
};

}  // namespace ramal::admin
