#include "tests/system/requests.hpp"

#include "tests/harness/contract_names.hpp"

namespace ramal::system_tests {
namespace {

std::string head_of(std::string_view method, std::string_view route, std::string_view mount = default_mount) {
  std::string head(method);
  return head.append(" ").append(mount).append(route) + " HTTP/1.1\r\nHost: ramal.example\r\napikey: " + client_key +
         "\r\n";
}

// The text of a member of a native request's body.
std::string text_of(const engine_request& request, std::string_view name) {
  std::string error;
  const auto document = parse_json(request.body, error);
  const auto* found = document ? document->find(name) : nullptr;
  return found == nullptr ? "" : found->text;
}

}  // namespace

std::string get(std::string_view route, std::string_view fields) {
  return head_of("GET", route).append(fields) + "\r\n";
}

std::string post(std::string_view route, std::string_view body, std::string_view fields) {
  return head_of("POST", route).append(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

std::string natively(std::string_view method, std::string_view target, std::string_view body, std::string_view fields) {
  auto head = head_of(method, target, "").append(fields);
  if (method != "GET" && method != "HEAD") head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return head + "\r\n" + std::string(body);
}

std::string start_head() { return head_of("POST", "/call/start"); }

std::string start_body(std::string_view note) {
  return R"({"number":"5511987654321","bizOpaqueCallbackData":")" + std::string(note) + "\"}";
}

std::string native_start_body(std::string_view note) {
  return R"({"to":"+5511987654321","bizOpaqueCallbackData":")" + std::string(note) + "\"}";
}

engine_reply success_of(const engine_request& request) {
  const std::string_view target = request.target;
  if (request.method == "GET") {
    const bool list = target == "/v1/calls" || target.substr(0, 10) == "/v1/calls?";
    return json_reply(200, list ? R"({"calls":[]})" : R"({"id":"call_1","status":"ACCEPTED"})");
  }
  if (target == "/v1/calls") {
    const auto named = text_of(request, "bizOpaqueCallbackData");
    return json_reply(201, R"({"id":")" + (named.empty() ? "call_1" : named) + R"(","status":"INITIATED"})");
  }
  if (target.size() > 17 && target.substr(target.size() - 17) == "/realtime-session")
    return json_reply(200, R"({"wsUrl":"wss://media.example/ws?token=t","token":"t","expiresInSeconds":120})");
  return json_reply(200, R"({"success":true,"id":"call_1","status":"ACCEPTED"})");
}

std::string member(const answer& seen, std::string_view path) {
  std::string error;
  const auto document = parse_json(seen.body, error);
  const auto* found = document ? document->find_path(path) : nullptr;
  return found == nullptr ? "" : found->text;
}

std::string code_of(const answer& seen) { return member(seen, "code"); }

bool says_close(const answer& seen) {
  const auto* connection = seen.find("Connection");
  return connection != nullptr && *connection == "close";
}

answer gateway::ask(std::string_view request) const {
  auto client = connect();
  client.send(request);
  return client.read_answer();
}

}  // namespace ramal::system_tests
