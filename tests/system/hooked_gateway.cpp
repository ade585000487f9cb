#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

with over(const std::string& bot_url, const temporary_directory& folder, const with& settings) {
  with all{{"keys", shop_key(bot_url)}, {"webhooks.store", "\"" + (folder.path() / "outbox.db").string() + "\""}};
  all.insert(all.end(), settings.begin(), settings.end());
  return all;
}

}  // namespace

std::string shop_key(const std::string& url, const std::string& more) {
  return "[{name: shop, client_key: " + std::string(client_key) + ", native_key: " + native_key +
         ", number: \"+5511900000001\", webhook: {hook: " + hook + ", url: \"" + url + "\"" + more + "}}]";
}

with with_hook(const with& more) {
  const std::string keys = shop_key("http://127.0.0.1:9/", ", repair: false");
  with all{{"keys", keys.substr(0, keys.size() - 1) + ", {name: by-id, client_key: " + client_key_by_id +
                        ", native_key_id: " + native_key_id + "}]"},
           {"webhooks.store", "\"${dir}/outbox.db\""}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

engine_reply no_calls(const engine_request&) { return json_reply(200, R"({"calls":[]})"); }

std::string native_event(std::string_view event, std::string_view call, bool outbound) {
  const std::string peer = "5511977776666", own = "5511900000001";
  const std::string_view status = event == "call.ringing" ? "RINGING"
                                  : event == "call.ended" ? "COMPLETED"
                                                          : "ACCEPTED";
  return R"({"event":")" + std::string(event) + R"(","callId":"call_)" + std::string(call) +
         R"(","externalCallId":"X)" + std::string(call) + R"(","direction":")" + (outbound ? "OUTBOUND" : "INBOUND") +
         R"(","status":")" + std::string(status) + R"(","from":")" + (outbound ? own : peer) + R"(","to":")" +
         (outbound ? peer : own) + R"("})";
}

std::string event_head(std::string_view method) {
  return std::string(method) + " /hooks/native/" + hook + " HTTP/1.1\r\nHost: calls.example\r\n";
}

std::string event_post(std::string_view body, std::string_view fields) {
  return event_head().append(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

hooked_gateway::hooked_gateway(const std::string& bot_url, const temporary_directory& folder, const with& settings,
                               fake_engine::handler engine_answers, std::vector<std::string> environment)
    : engine(std::move(engine_answers)),
      program(gateway_yaml(engine.base_url(), over(bot_url, folder, settings)), std::move(environment)) {}

std::string hooked_gateway::post(std::string_view body) const {
  raw_client client(program.port());
  if (!client.send(event_post(body))) return "not sent";
  const answer seen = client.read_answer();
  return seen.error.empty() ? std::to_string(seen.status) + " " + seen.body : seen.error;
}

}  // namespace ramal::system_tests
