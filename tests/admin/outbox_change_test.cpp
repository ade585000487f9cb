// What POST /api/webhooks/... takes and answers (console.md section 1).
#include "proxy/admin/outbox_change.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>

namespace ramal::admin {
namespace {

using relay::store_verb;

config::gateway with_shop() {
  config::gateway settings;
  settings.keys.resize(2);
  settings.keys[0].name = "shop";
  settings.keys[0].webhook.emplace();
  settings.keys[0].webhook->more.emplace_back().name = "crm";
  settings.keys[1].name = "plain";
  return settings;
}

auto read(const std::string& verb, const std::string& body) {
  return read_outbox_change("/api/webhooks/" + verb, body, with_shop());
}

int refused(const std::string& verb, const std::string& body) {
  const auto made = read(verb, body);
  const auto* const why = std::get_if<refusal>(&made);
  return why == nullptr ? 0 : why->status;
}

relay::store_command command(const std::string& verb, const std::string& body) {
  const auto made = read(verb, body);
  REQUIRE(std::holds_alternative<outbox_change>(made));
  return std::get<outbox_change>(made).command;
}

}  // namespace

TEST_CASE("a key is paused and resumed by its name, and one of its further destinations by its own") {
  for (const auto& [verb, what] : {std::pair{"pause", store_verb::pause}, std::pair{"resume", store_verb::resume}}) {
    CHECK(command(verb, R"({"key":"shop"})").what == what);
    CHECK(command(verb, R"({"key":"shop"})").destination == "shop");
    CHECK(command(verb, R"({"key":"shop","destination":"crm"})").destination == "shop\\crm");
  }
  CHECK(command("pause", R"({"key":"shop"})").by == "the admin interface");
}

TEST_CASE("dead letters are named by an event, by a key, or by a key and its destination") {
  for (const auto& [verb, what] : {std::pair{"replay", store_verb::replay}, std::pair{"drop", store_verb::drop}}) {
    const relay::store_command one = command(verb, R"({"id":"rml_1"})");
    CHECK(one.what == what);
    CHECK(one.id == "rml_1");
    CHECK(one.key.empty());
    const relay::store_command all = command(verb, R"({"key":"shop"})");
    CHECK(all.key == "shop");
    CHECK(all.destination.empty());
    CHECK(command(verb, R"({"key":"shop","destination":"crm"})").destination == "shop\\crm");
    CHECK(command(verb, R"({"key":"gone"})").key == "gone");  // dead letters stay behind a key
  }
}

TEST_CASE("an order that names nothing, too much or something else is 400") {
  for (const char* body :
       {"", "{}", "[]", "\"shop\"", "{\"key\":\"\"}", "{\"key\":7}", "{\"key\":[\"shop\"]}", "{\"key\":\"shop\"",
        "{\"key\":\"shop\"} x", "{\"destination\":\"crm\"}", "{\"key\":\"shop\",\"state\":\"dead\"}",
        "{\"key\":\"shop\",\"destination\":\"\"}", "{\"key\":\"shop\",\"destination\":null}"})
    for (const char* verb : {"pause", "resume", "replay", "drop"}) {
      INFO(verb << " " << body);
      CHECK(refused(verb, body) == 400);
    }
  for (const char* verb : {"pause", "resume"}) CHECK(refused(verb, R"({"id":"rml_1"})") == 400);
  for (const char* verb : {"replay", "drop"}) {
    CHECK(refused(verb, R"({"id":"rml_1","key":"shop"})") == 400);
    CHECK(refused(verb, R"({"id":"rml_1","destination":"crm"})") == 400);
  }
}

TEST_CASE("a destination that the configuration does not have is 404") {
  CHECK(refused("pause", R"({"key":"plain"})") == 404);
  CHECK(refused("pause", R"({"key":"nobody"})") == 404);
  CHECK(refused("resume", R"({"key":"nobody"})") == 0);  // one that was removed while it was paused
  for (const char* verb : {"pause", "resume", "replay", "drop"})
    CHECK(refused(verb, R"({"key":"shop","destination":"other"})") == 404);
}

TEST_CASE("what the outbox did is told in numbers and in words") {
  const answer done = answer_outbox_change({0, "3 events wait again; 1 do not\n", 3, 1});
  CHECK(done.status == 200);
  CHECK(done.body == "{\"changed\":3,\"skipped\":1,\"text\":\"3 events wait again; 1 do not\"}\n");
  const answer none = answer_outbox_change({relay::exit_nothing, "0 events removed\n"});
  CHECK(none.status == 404);
  CHECK(boost::json::parse(none.body).at("code") == "NO_SUCH_EVENT");
  const answer stays = answer_outbox_change({relay::exit_nothing, "0 events wait again; 2 do not: offers\n", 0, 2});
  CHECK(stays.status == 409);
  CHECK(boost::json::parse(stays.body).at("error") == "0 events wait again; 2 do not: offers");
  CHECK(answer_outbox_change({69, "the outbox: the disk is full\n"}).status == 503);
}

}  // namespace ramal::admin
