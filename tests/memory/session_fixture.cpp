#include "tests/memory/session_fixture.hpp"

#include <charconv>

namespace ramal::test {

std::string client_answer::field(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const auto at = head.find(start);
  if (at == std::string::npos) return {};
  const auto begin = at + start.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

config::gateway test_settings() {
  config::gateway settings;
  settings.engine.tls = false;
  settings.engine.host = "engine.example";
  settings.engine.port = 80;
  // time stands still in most tests: no bucket would ever fill again
  settings.limits.key_rate = settings.limits.key_burst = 1'000'000;
  settings.limits.key_concurrency = settings.limits.unauthorized_per_minute = 1'000'000;
  config::key key;
  key.name = "demo-key";
  key.client_key = config::secret("demo");
  key.native_key = config::secret("ps_demo");
  settings.keys.push_back(key);
  return settings;
}

std::string get_request(std::string_view path, std::string_view more_fields) {
  return "GET /api/layer/evolution-go" + std::string(path) + " HTTP/1.1\r\nHost: ramal.example\r\napikey: demo\r\n" +
         std::string(more_fields) + "\r\n";
}

std::string post_request(std::string_view path, std::string_view body, std::string_view more_fields) {
  return "POST /api/layer/evolution-go" + std::string(path) + " HTTP/1.1\r\nHost: ramal.example\r\napikey: demo\r\n" +
         std::string(more_fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

session_fixture::~session_fixture() { disconnect(); }

void session_fixture::connect() {
  disconnect();
  received.clear();
  client.emplace(loop, [this](std::string_view bytes) { received.append(bytes); });
  flow::client_origin from(peer, config::parse_ip(peer).value());
  from.name = address;
  session.emplace(flow::run_session(*client, worker, std::move(from)));
  session->start();
  loop.run();
}

void session_fixture::disconnect() {
  if (!session) return;
  client->break_off();
  loop.run();
  while (!session->done() && loop.advance_to_next_deadline()) {}
  session.reset();
  client.reset();
}

client_answer session_fixture::take_answer(bool to_head) {
  client_answer answer;
  const auto end = received.find("\r\n\r\n");
  if (end == std::string::npos || received.size() < 12) return answer;
  answer.head = received.substr(0, end + 2);
  std::size_t length = 0;
  if (const std::string text = answer.field("Content-Length"); !to_head && !text.empty())
    std::from_chars(text.data(), text.data() + text.size(), length);
  if (received.size() < end + 4 + length) return answer;
  answer.body = received.substr(end + 4, length);
  std::from_chars(received.data() + 9, received.data() + 12, answer.status);
  received.erase(0, end + 4 + length);
  return answer;
}

}  // namespace ramal::test
