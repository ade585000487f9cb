#include "proxy/relay/destinations.hpp"

#include <catch2/catch.hpp>

namespace ramal::relay {
namespace {

config::gateway with_webhook() {
  config::gateway settings;
  config::key key;
  key.name = "shop";
  key.number = "+55 11 90000-0001";
  key.native_key = config::secret("ps_of_the_shop");
  key.webhook.emplace();
  key.webhook->url = "http://bot.example:8080/hook";
  settings.keys = {key};
  return settings;
}

settings_ptr made_of(const config::gateway& from) {
  return *make_settings(from, [](const std::string&, const std::string&) { return client_tls_ptr(); });
}

}  // namespace

TEST_CASE("a key's webhook becomes its destinations") {
  config::gateway from = with_webhook();
  from.webhooks.time_offset = std::chrono::minutes(-180);
  auto& webhook = *from.keys[0].webhook;
  webhook.order = config::webhook_order::strict;
  webhook.retry = config::webhook_retry::stock;
  webhook.source = config::webhook_source::any;
  webhook.numbers = config::number_check::strict;
  config::webhook_destination second;
  second.name = "audit";
  second.url = "http://audit.example/in";
  second.dialect = config::webhook_dialect::evolution_v2;
  second.by_events = true;
  second.instance_token = config::secret("token");
  webhook.more = {second};
  const auto made = made_of(from);
  const event_key* key = made->find("shop");
  REQUIRE(key != nullptr);
  CHECK(made->find("other") == nullptr);
  CHECK(key->own_number == "5511900000001");
  CHECK(key->from == events::source::any);
  CHECK(key->strict_number);
  REQUIRE(key->destinations.size() == 2);
  const destination& first = *key->destinations[0];
  CHECK(first.id == "shop");
  CHECK(first.url.host == "bot.example");
  CHECK(first.url.port == 8080);
  CHECK(first.order == store::line_order::strict);
  CHECK(first.retry == events::retry_policy::stock);
  CHECK(first.speaks.instance_name == "shop");
  CHECK_FALSE(first.speaks.instance_token.has_value());
  CHECK(first.speaks.time_offset == std::chrono::minutes(-180));
  const destination& other = *key->destinations[1];
  CHECK(other.id == "shop\\audit");
  CHECK(other.speaks.speaks == events::dialect::evolution_v2);
  CHECK(other.url.target == "/in/call");
  CHECK(other.speaks.instance_token == "token");
}

TEST_CASE("keys without a webhook have none, and a changed secret makes another destination") {
  config::gateway from = with_webhook();
  const auto before = made_of(from);
  from.keys[0].webhook->headers.push_back({"Authorization", config::secret("Bearer a")});
  const auto after = made_of(from);
  CHECK(before->keys[0].destinations[0]->made_of != after->keys[0].destinations[0]->made_of);
  CHECK(after->keys[0].destinations[0]->made_of == made_of(from)->keys[0].destinations[0]->made_of);
  from.keys[0].webhook.reset();
  CHECK(made_of(from)->keys.empty());
}

TEST_CASE("what makes TLS is asked for https alone, and its problem is that of the configuration") {
  config::gateway from = with_webhook();
  int asked = 0;
  const tls_maker make = [&](const std::string& path, const std::string& file) -> net::tls_made<client_tls_ptr> {
    ++asked;
    CHECK(path == "keys[0].webhook.ca_file");
    CHECK(file == "ca.pem");
    return net::make_tls_problem(path, "no certificate");
  };
  CHECK(make_settings(from, make).has_value());
  CHECK(asked == 0);
  from.keys[0].webhook->url = "https://bot.example/hook";
  from.keys[0].webhook->ca_file = "ca.pem";
  REQUIRE(make_settings(from, make).has_error());
  CHECK(make_settings(from, make).error().path == "keys[0].webhook.ca_file");
}

}  // namespace ramal::relay
