// One call as the examples of webhooks.md section 15 have it, in every shape, and the key that it is for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "events/call_event.hpp"
#include "events/call_order.hpp"
#include "events/documents.hpp"

namespace ramal::events {

inline constexpr std::string_view peer_digits = "5511977776666", own_digits = "5511900000001";
inline constexpr std::string_view call_x = "9F2C5D7A01B34E668C10D2F4A7B95E31";

inline key_facts shop(source from = source::any) { return {"shop-centro", own_digits, from, false}; }

inline destination bot(dialect speaks = dialect::go) {
  destination to;
  to.speaks = speaks;
  to.url = "https://bot.example/hook";
  to.instance_id = "cac0ef7c-f790-56ca-84c4-99cb71eb3ad6";
  to.instance_name = "shop-centro";
  return to;
}

inline time_point at(std::string_view text) {
  const auto time = parse_time(text);
  REQUIRE(time);
  return *time;
}

inline time_point received() { return at("2026-07-03T15:00:06.210Z"); }

// What is said of one event of the call, in whatever shape.
struct said {
  std::string_view name;  // "call.ringing"
  std::string_view direction = "INBOUND";
  std::string_view status = "RINGING";
  std::string_view extra = "";  // more members, with a comma in front
};

inline std::string fields_of(const said& of) {
  const bool inbound = of.direction != "OUTBOUND";
  const std::string way = of.direction.empty() ? "null" : "\"" + std::string(of.direction) + "\"";
  return R"("callId":"call_01K9Z","externalCallId":")" + std::string(call_x) + R"(","direction":)" + way +
         R"(,"status":")" + std::string(of.status) + R"(","from":")" + std::string(inbound ? peer_digits : own_digits) +
         R"(","to":")" + std::string(inbound ? own_digits : peer_digits) +
         R"(","timestamp":"2026-07-03T15:00:00.412Z")" + std::string(of.extra);
}

inline std::string flat(const said& of) {
  return R"({"event":")" + std::string(of.name) + R"(",)" + fields_of(of) + "}";
}

inline std::string wrapped(const said& of) {
  return R"({"event":")" + std::string(of.name) + R"(","data":{)" + fields_of(of) + "}}";
}

// Evolution GO's own words; `more` has a comma in front.
inline std::string go_words(std::string_view name, std::string_view more = "") {
  return R"({"event":")" + std::string(name) + R"(","instance":"shop","data":{"CallID":")" + std::string(call_x) +
         R"(","From":"5511977776666@s.whatsapp.net","CallCreator":"5511977776666@s.whatsapp.net",)" +
         R"("Timestamp":"2026-07-03T12:00:00-03:00")" + std::string(more) + "}}";
}

inline call_event understood(std::string_view body, const key_facts& key = shop()) {
  const auto native = read_native_event(body);
  REQUIRE(native);
  return understand(*native, key);
}

inline std::vector<document> documents_of(std::string_view body, const destination& to, const key_facts& key = shop()) {
  return documents(understood(body, key), body, to, key.name, received());
}

inline std::string only_body(std::string_view body, const destination& to, const key_facts& key = shop()) {
  const auto made = documents_of(body, to, key);
  REQUIRE(made.size() == 1);
  return made.front().body;
}

}  // namespace ramal::events
