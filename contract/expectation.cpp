#include "contract/expectation.hpp"

#include <sstream>

#include "contract/json_text.hpp"

namespace ramal::contract {
namespace {


std::string shortened(const std::string& text) {
  constexpr std::size_t most = 3'000;
  return visible(text.substr(0, most)) + (text.size() > most ? "... (" + std::to_string(text.size()) + " bytes)" : "");
}

void judge_field(const field& expected, const head_text& head, complaints& found) {
  const auto* value = head.find(expected.name);
  if (value == nullptr) found.push_back("no header " + expected.name);
  else if (expected.value != "*" && *value != expected.value)
    found.push_back("header " + expected.name + ": expected " + expected.value + ", is " + visible(*value));
}

std::string judge_json(const body_check& check, const std::string& body) {
  std::string error;
  const auto actual = parse_json(body, error);
  if (!actual) return "the body is no JSON (" + error + "): " + shortened(body);
  if (check.how == body_check::kind::json_lacks) {
    std::istringstream paths(check.text);
    for (std::string path; paths >> path;)
      if (actual->find_path(path) != nullptr) return "the body has " + path + ": " + shortened(body);
    return {};
  }
  const auto expected = parse_json(check.text, error);
  if (!expected) return "the case's JSON is none: " + error;
  const auto how = check.how == body_check::kind::json ? json_match::exact : json_match::subset;
  const auto difference = json_difference(*expected, *actual, how);
  return difference.empty() ? "" : "body: " + difference + " in " + shortened(body);
}

}  // namespace

std::string judge_body(const body_check& check, const std::string& body) {
  const bool contains = body.find(check.text) != std::string::npos;
  switch (check.how) {
    case body_check::kind::exact:
      if (body == check.text) return {};
      return "body: expected " + shortened(check.text) + "\n            is " + shortened(body);
    case body_check::kind::has: return contains ? "" : "the body lacks " + check.text + ": " + shortened(body);
    case body_check::kind::lacks: return contains ? "the body has " + check.text + ": " + shortened(body) : "";
    default: return judge_json(check, body);
  }
}

complaints judge_request(const engine_turn& expected, const engine_request& seen) {
  complaints found;
  const auto start = seen.method + " " + seen.target;
  if (start != expected.start) found.push_back("the engine sees " + visible(start) + ", not " + expected.start);
  for (const auto& each : expected.fields) judge_field(each, seen.head, found);
  if (seen.body != expected.body)
    found.push_back("the engine's body: expected " + shortened(expected.body) + "\n is " + shortened(seen.body));
  return found;
}

complaints judge_answer(const client_turn& expected, const answer& seen) {
  complaints found;
  if (!seen.error.empty()) return {seen.error};
  if (seen.status != expected.status)
    found.push_back("status: expected " + std::to_string(expected.status) + ", is " + std::to_string(seen.status) +
                    " " + shortened(seen.body));
  for (const auto& each : expected.fields) judge_field(each, seen.head, found);
  for (const auto& name : expected.absent)
    if (seen.find(name) != nullptr) found.push_back("there is a header " + name + ": " + visible(*seen.find(name)));
  auto checks = expected.body;
  if (!expected.code.empty()) checks.push_back({body_check::kind::json_has, R"({"code":")" + expected.code + R"("})"});
  for (const auto& check : checks)
    if (auto wrong = judge_body(check, seen.body); !wrong.empty()) found.push_back(std::move(wrong));
  return found;
}

}  // namespace ramal::contract
