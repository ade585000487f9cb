// An engine without sockets on a manual clock: one number of every kind and a key of every sort.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "engine/api.hpp"
#include "engine/timestamp.hpp"

namespace ramal::engine::test {

// Numbers web, meta, offline, other, poor (META without payment), their keys `ps_<name>` and key ids `id_<name>`;
// tenant key ps_tenant, unbound key ps_unbound.
config::reference_engine test_settings();

inline const std::string offer =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=setup:actpass\r\n";
inline const std::string sdp_answer =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=setup:active\r\n";

struct reply {
  unsigned status = 0;
  std::string body;
  std::string allow;
  boost::json::value json() const { return boost::json::parse(body); }
  std::string text(std::string_view key) const;  // member of the top object; "" if absent or no text
};

class test_engine {
 public:
  explicit test_engine(config::reference_engine settings = test_settings());

  reply ask(std::string_view method, std::string_view target, std::string_view key, std::string_view body = {});
  void pass(milliseconds time) { now += time; }

  // Shorthands: the id of a call started to, or raised from, `peer`.
  std::string start(std::string_view peer, std::string_view key = "ps_web");
  std::string ring(std::string_view peer, std::string_view key = "ps_web");
  std::string status_of(const std::string& id, std::string_view key = "ps_web");
  boost::json::object call_of(const std::string& id, std::string_view key = "ps_web");

  time_point now = *parse_time("2026-01-31T12:00:00.000Z");
  std::string authority = "engine:8090";  // of every request
  std::string number_id;                  // x-whatsapp-number-id, "" = not sent
  std::string note;                       // of the last answer: what the log says
  world all;
  api front;
};

// A body from text pairs.
std::string body_of(std::initializer_list<std::pair<std::string_view, std::string_view>> members);

}  // namespace ramal::engine::test
