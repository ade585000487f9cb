#include "tests/contract/event_rules.hpp"

#include <algorithm>

#include "events/delivery_signature.hpp"
#include "tests/contract/event_variables.hpp"

namespace ramal::contract {
namespace {

using tests::visible;

std::string value_of(const tests::engine_request& seen, std::string_view name) {
  const auto* value = seen.head.find(name);
  return value == nullptr ? "" : *value;
}

bool is_made_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

std::string signature_of(const bot_turn& expected, const tests::engine_request& seen) {
  std::string made;
  for (const auto& text : expected.secrets) {
    const auto secret = events::signing_secret::parse(text);
    if (!secret) return "(the case's secret is none: " + text + ")";
    made += (made.empty() ? "" : " ") +
            secret->sign(value_of(seen, "webhook-id"), value_of(seen, "webhook-timestamp"), seen.body);
  }
  return made;
}

std::string judge_part(const body_check& check, const std::string& body) {
  if (check.how != body_check::kind::exact) return judge_body(check, body);
  if (fits_pattern(check.text, body)) return {};
  auto shown = check.text;
  for (auto at = shown.find(any_text); at != std::string::npos; at = shown.find(any_text))
    shown.replace(at, 1, "${any}");
  return "body: expected " + visible(shown) + "\n            is " + visible(body);
}

}  // namespace

bool fits_pattern(std::string_view expected, std::string_view text) {
  auto end = expected.find(any_text);
  if (end == std::string_view::npos) return expected == text;
  if (!text.starts_with(expected.substr(0, end))) return false;
  text.remove_prefix(end);
  for (;;) {
    expected.remove_prefix(end + 1);
    end = expected.find(any_text);
    if (end == std::string_view::npos) return text.ends_with(expected);
    const auto found = text.find(expected.substr(0, end));
    if (found == std::string_view::npos) return false;
    text.remove_prefix(found + end);
  }
}

complaints judge_delivery(const bot_turn& expected, const tests::engine_request& seen) {
  complaints found;
  const auto start = seen.method + " " + seen.target;
  if (start != "POST " + expected.target) found.push_back("the bot sees " + visible(start));
  for (const auto& [name, value] : expected.fields) {
    const auto* has = seen.head.find(name);
    if (has == nullptr) found.push_back("no header " + name);
    else if (value != "*" && *has != value)
      found.push_back("header " + name + " is " + visible(*has) + ", not " + value);
  }
  for (const auto& name : expected.absent)
    if (seen.head.find(name) != nullptr) found.push_back("there is a header " + name);
  if (value_of(seen, "webhook-signature") != signature_of(expected, seen))
    found.push_back("the signature is " + value_of(seen, "webhook-signature") + ", not " +
                    signature_of(expected, seen));
  for (const auto& check : expected.body)
    if (auto wrong = judge_part(check, seen.body); !wrong.empty()) found.push_back(std::move(wrong));
  return found;
}

complaints judge_any_delivery(const tests::engine_request& seen, const std::vector<std::string>& forbidden) {
  complaints found;
  const auto check = [&](bool holds, const char* what) {
    if (!holds) found.push_back(std::string(what) + " in " + visible(seen.raw));
  };
  const auto id = value_of(seen, "webhook-id");
  check(value_of(seen, "Content-Type") == "application/json", "Content-Type is another one");
  check(value_of(seen, "User-Agent").starts_with("Ramal/"), "User-Agent is another one");
  check(id.size() == 30 && id.starts_with("rml_") && is_made_of(id.substr(4), "abcdefghijklmnopqrstuvwxyz234567"),
        "no webhook-id");
  check(is_made_of(value_of(seen, "webhook-timestamp"), "0123456789"), "no webhook-timestamp");
  check(!value_of(seen, "X-Ramal-Event").empty(), "no X-Ramal-Event");
  check(is_made_of(value_of(seen, "X-Ramal-Attempt"), "0123456789"), "no X-Ramal-Attempt");
  check(value_of(seen, "X-Ramal-Hop") == "1", "no X-Ramal-Hop");
  for (const auto& text : forbidden)
    if (seen.raw.find(text) != std::string::npos) found.push_back("the delivery holds a secret: " + visible(seen.raw));
  return found;
}

}  // namespace ramal::contract
