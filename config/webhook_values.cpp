#include "config/webhook_values.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "config/letters.hpp"
#include "config/nearest.hpp"
#include "config/visible_mistakes.hpp"

namespace ramal::config {
namespace {

bool is_word_byte(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '_' || c == '-'; }

// What Ramal sets itself, what the answer's reader relies on, and what belongs to one connection.
constexpr std::array<std::string_view, 19> not_addable{
    "accept-encoding",  "connection", "content-encoding",  "content-length",    "content-type",
    "expect",           "host",       "http2-settings",    "keep-alive",        "proxy-authorization",
    "proxy-connection", "te",         "trailer",           "transfer-encoding", "upgrade",
    "user-agent",       "webhook-id", "webhook-timestamp", "webhook-signature"};

// Events of calls in stock's words (contracts/webhooks.md section 5).
const std::vector<std::string>& call_events() {
  static const std::vector<std::string> names{"CALL",
                                              "ALL",
                                              "CallOffer",
                                              "CallAccept",
                                              "CallTerminate",
                                              "CallOfferNotice",
                                              "CallRelayLatency",
                                              "CallPreAccept",
                                              "CallReject",
                                              "CallTransport"};
  return names;
}

// What a bot of Evolution GO may subscribe to besides calls.
constexpr std::array<std::string_view, 13> other_events{
    "CHAT_PRESENCE", "CONNECTION", "CONTACT", "GROUP",  "HISTORY_SYNC", "LABEL",       "MESSAGE",
    "NEWSLETTER",    "PRESENCE",   "PICTURE", "QRCODE", "READ_RECEIPT", "SEND_MESSAGE"};

// How many bytes a base64 text with padding stands for; 0 if it is none.
std::size_t base64_bytes(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return 0;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  const bool plain = std::all_of(text.begin(), text.end() - static_cast<std::ptrdiff_t>(padding), [](char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '+' || c == '/';
  });
  return plain ? text.size() / 4 * 3 - padding : 0;
}

}  // namespace

parsed<secret> check_hook(secret text) {
  const std::string_view bytes = text.reveal();
  if (const checked may_be_secret = check_may_be_secret(bytes); !may_be_secret) return may_be_secret.error();
  if (!std::all_of(bytes.begin(), bytes.end(), is_word_byte))
    return wrong("is no hook: write letters, digits, '_' and '-' only, such as ramal webhooks new-hook prints");
  if (bytes.size() >= shortest_hook && bytes.size() <= longest_hook) return text;
  return wrong("the hook has " + std::to_string(bytes.size()) +
               " characters, and may have 22 to 128: take one that ramal webhooks new-hook prints");
}

std::string shown_hook(const secret& hook) {
  return hook.empty() ? std::string() : "hook:" + std::string(hook.reveal().substr(0, 4));
}

parsed<secret> check_signing_secret(secret text) {
  const std::string_view bytes = text.reveal();
  constexpr std::string_view prefix = "whsec_";
  if (const checked may_be_secret = check_may_be_secret(bytes); !may_be_secret) return may_be_secret.error();
  if (!bytes.starts_with(prefix))
    return wrong(
        "is no signing secret: it begins with whsec_. One is printed by: echo whsec_$(openssl rand -base64 32)");
  const std::size_t size = base64_bytes(bytes.substr(prefix.size()));
  if (size == 0)
    return wrong("behind whsec_ there must be base64 with its '=', such as openssl rand -base64 32 prints");
  if (size >= 24 && size <= 64) return text;
  return wrong("the signing secret has " + std::to_string(size) +
               " bytes, and may have 24 to 64: write whsec_ and what openssl rand -base64 32 prints");
}

parsed<secret> check_delivery_header_value(secret text) {
  const std::string_view bytes = text.reveal();
  if (has_placeholder(bytes)) return wrong("holds a placeholder that nothing has replaced: write the value itself");
  const bool plain = std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (plain && !bytes.empty() && !bytes.starts_with(' ') && !bytes.ends_with(' ') && bytes.size() <= 1'024) return text;
  return wrong("is no header value: write up to 1024 bytes of visible ASCII in one line, blanks only inside");
}

parsed<std::string> parse_delivery_header_name(std::string_view text) {
  if (text.empty() || text.size() > 64 || !std::all_of(text.begin(), text.end(), is_word_byte))
    return wrong(shown(text) + " is no header name: write up to 64 letters, digits, '-' and '_'");
  const std::string name = lower(text);
  if (name.starts_with("x-ramal-") || std::find(not_addable.begin(), not_addable.end(), name) != not_addable.end())
    return wrong(shown(text) + " cannot be added: Ramal sets it itself, or it belongs to one connection");
  return std::string(text);
}

parsed<std::string> parse_event_name(std::string_view text) {
  const auto& names = call_events();
  if (std::find(names.begin(), names.end(), text) != names.end()) return std::string(text);
  if (std::find(other_events.begin(), other_events.end(), text) != other_events.end())
    return wrong(shown(text) + " are no calls, and Ramal passes on events of calls only: remove it");
  return wrong(shown(text) + " is no event of a call: write " + any_of(names), nearest(std::string(text), names));
}

parsed<std::string> parse_destination_name(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return is_word_byte(c) || c == '.'; });
  if (plain && text.size() <= 64) return std::string(text);
  return wrong("is no name: write 1 to 64 letters, digits, '-', '_' and '.', such as crm");
}

parsed<std::chrono::minutes> parse_time_offset(std::string_view text) {
  const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
                      all_digits(text.substr(1, 2)) && all_digits(text.substr(4, 2));
  if (shaped) {
    const int hours = (text[1] - '0') * 10 + text[2] - '0', minutes = (text[4] - '0') * 10 + text[5] - '0';
    const int sum = hours * 60 + minutes;
    if (minutes < 60 && sum <= 14 * 60) return std::chrono::minutes(text[0] == '-' ? -sum : sum);
  }
  return wrong(shown(text) + " is no offset from UTC: write hours and minutes, such as -03:00 or +00:00");
}

std::string print_time_offset(std::chrono::minutes value) {
  const auto size = static_cast<unsigned>(std::abs(value.count()));
  const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return (value.count() < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60);
}

}  // namespace ramal::config
