// The engine as one key sees it, for the commands that look after its webhooks (contracts/webhooks.md section 11). All of
// it blocks, and prints a line where something is wrong.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/model.hpp"
#include "proxy/one_request.hpp"
#include "proxy/relay/client/client_tls.hpp"

namespace ramal::net {

// One of the engine's webhooks.
struct engine_webhook {
  std::string id;
  std::string url;
  std::vector<std::string> events;
  bool active = true;
};

class engine_of_key {
 public:
  // Both outlive it.
  engine_of_key(const config::upstream_engine& engine, const config::key& key, relay::client_tls_ptr tls)
      : engine_(engine), key_(key), tls_(std::move(tls)) {}

  // `target`: behind the base URL's path.
  one_answer ask(const std::string& method, const std::string& target, std::string body = {}) const;
  // Whether it was a success; else a line says why, in the engine's own code and words.
  bool is_success(const one_answer& answer) const;
  // Its webhooks; nothing after a line that says why.
  std::optional<std::vector<engine_webhook>> webhooks() const;

  const std::string& name() const { return key_.name; }
  // What the engine said, for people: one line of visible ASCII, without the native key, the hooks (its errors name the
  // URL that it posts to) and the signing secrets.
  std::string shown(std::string_view text) const;

 private:
  const config::upstream_engine& engine_;
  const config::key& key_;
  relay::client_tls_ptr tls_;
};

// A member that is a text; "" for any other.
std::string text_in(const boost::json::object& from, std::string_view name);

// A list, alone or under a name; null if there is none.
const boost::json::array* list_in(const boost::json::value& body);

}  // namespace ramal::net
