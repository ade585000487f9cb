#include "tests/engine/world.hpp"

#include <catch2/catch.hpp>

namespace ramal::engine::test {

namespace json = boost::json;

config::reference_engine test_settings() {
  config::reference_engine settings;
  settings.api.port = 0;
  settings.media.port = 0;
  const auto add = [&](const std::string& name, const std::string& number, config::number_kind kind) {
    config::engine_number one;
    one.name = name;
    one.number = number;
    one.kind = kind;
    one.key = config::secret("ps_" + name);
    one.key_id = config::secret("id_" + name);
    settings.numbers.push_back(one);
  };
  add("web", "5511900000001", config::number_kind::evo_go);
  add("meta", "5511900000002", config::number_kind::meta);
  add("offline", "5511900000003", config::number_kind::evo_go);
  settings.numbers.back().connected = false;
  add("other", "5511900000004", config::number_kind::other);
  add("poor", "5511900000005", config::number_kind::meta);
  settings.numbers.back().payment_ok = false;
  settings.tenant_keys.emplace_back("ps_tenant");
  settings.unbound_keys.emplace_back("ps_unbound");
  return settings;
}

std::string reply::text(std::string_view key) const {
  const json::value value = json();
  const json::value* member = value.is_object() ? value.get_object().if_contains(key) : nullptr;
  return member && member->is_string() ? std::string(std::string_view(member->get_string())) : "";
}

test_engine::test_engine(config::reference_engine settings)
    : all(settings), front(settings, all, media_address(settings, 8091)) {}

reply test_engine::ask(std::string_view method, std::string_view target, std::string_view key, std::string_view body) {
  request asked;
  asked.method = method;
  asked.target = target;
  if (!key.empty()) asked.key = key;
  if (!number_id.empty()) asked.number_id = number_id;
  asked.authority = authority;
  asked.body = body;
  const response made = front.handle(asked, now);
  note = made.note;
  return {made.status, made.body, made.allow};
}

std::string test_engine::start(std::string_view peer, std::string_view key) {
  const reply made = ask("POST", "/v1/calls", key, body_of({{"to", peer}, {"sdp", offer}}));
  REQUIRE(made.status == 201);
  return made.text("id");
}

std::string test_engine::ring(std::string_view peer, std::string_view key) {
  const reply made = ask("POST", "/_engine/calls/inbound", key, body_of({{"from", peer}}));
  REQUIRE(made.status == 201);
  return made.text("id");
}

json::object test_engine::call_of(const std::string& id, std::string_view key) {
  const reply made = ask("GET", "/v1/calls/" + id + "?includeSdp=1", key);
  REQUIRE(made.status == 200);
  return made.json().as_object();
}

std::string test_engine::status_of(const std::string& id, std::string_view key) {
  return std::string(std::string_view(call_of(id, key)["status"].as_string()));
}

std::string body_of(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  json::object made;
  for (const auto& [key, value] : members) made[key] = value;
  return json::serialize(made);
}

}  // namespace ramal::engine::test
