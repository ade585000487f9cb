#include "proxy/relay/client/request_text.hpp"

#include <algorithm>
#include <array>

#include "config/letters.hpp"
#include "proxy/wire/chars.hpp"

namespace ramal::relay {
namespace {

constexpr std::array<std::string_view, 5> own_headers{"host", "content-length", "connection", "transfer-encoding",
                                                      "expect"};

bool is_own(std::string_view name) { return std::ranges::find(own_headers, config::lower(name)) != own_headers.end(); }

std::string host_of(const http_url& url) {
  const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  const bool usual = url.port == (url.tls ? 443 : 80);
  return usual ? host : host + ":" + std::to_string(url.port);
}

}  // namespace

std::optional<std::string> request_text(std::string_view method, const delivery_request& what) {
  std::string text;
  text.reserve(1'024 + what.body.size());
  text.append(method).append(" ").append(what.url.target).append(" HTTP/1.1\r\nHost: ").append(host_of(what.url));
  for (const auto& [name, value] : what.headers) {
    if (name.empty() || !wire::all(name, wire::token_char) || !wire::all(value, wire::text_char)) return std::nullopt;
    if (!is_own(name)) text.append("\r\n").append(name).append(": ").append(value);
  }
  if (method != "GET") text.append("\r\nContent-Length: ").append(std::to_string(what.body.size()));
  return text.append("\r\n\r\n").append(what.body);
}

}  // namespace ramal::relay
