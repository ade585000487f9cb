#include "events/delivery_headers.hpp"

namespace ramal::events {

std::vector<std::pair<std::string_view, std::string>> delivery_headers(const attempt& of,
                                                                       std::span<const signing_secret> secrets) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(of.at).time_since_epoch();
  const std::string timestamp = std::to_string(seconds.count());
  std::vector<std::pair<std::string_view, std::string>> headers;
  headers.emplace_back("Content-Type", "application/json");
  headers.emplace_back("User-Agent", "Ramal/" + std::string(of.version));
  headers.emplace_back("webhook-id", of.id);
  headers.emplace_back("webhook-timestamp", timestamp);
  if (!secrets.empty())
    headers.emplace_back("webhook-signature", delivery_signature(secrets, of.id, timestamp, of.body));
  headers.emplace_back("X-Ramal-Event", of.native_event);
  headers.emplace_back("X-Ramal-Attempt", std::to_string(of.number));
  headers.emplace_back(hop_header, "1");
  return headers;
}

}  // namespace ramal::events
