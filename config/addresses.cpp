#include "config/addresses.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "config/letters.hpp"

namespace ramal::config {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

enum class ip_version { v4, v6 };

// Whether it is a literal address, written as that version is.
bool is_literal(ip_version version, std::string_view host) {
  const bool v6 = host.find(':') != std::string_view::npos;
  return v6 == (version == ip_version::v6) && parse_ip(host).has_value();
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  return port;
}

// A DNS name (dots, hyphens, underscores as some container networks have them) or an IPv4 literal.
bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.starts_with('.') || host.starts_with('-')) return false;
  if (host.find("..") != std::string_view::npos) return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_'; });
}

// host[:port] or [literal][:port], after a scheme.
struct authority {
  std::string host;
  std::optional<std::uint16_t> port;
};

parsed<authority> parse_authority(std::string_view text) {
  authority result;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return wrong("the bracket of the IPv6 address is not closed: write [::1]:8080");
    result.host = text.substr(1, end - 1);
    if (!is_literal(ip_version::v6, result.host))
      return wrong("between [ and ] there must be an IPv6 address such as [::1]");
    rest = text.substr(end + 1);
  } else {
    const auto end = std::min(text.find(':'), text.size());
    result.host = lower(text.substr(0, end));
    if (!is_host_name(result.host)) {
      return wrong("the host is missing or malformed: write a name such as api.example.com");
    }
    const bool numeric = result.host.find_first_not_of("0123456789.") == std::string::npos;
    if (numeric && !is_literal(ip_version::v4, result.host)) {
      return wrong("the host is no IPv4 address: write one such as 127.0.0.1");
    }
    rest = text.substr(end);
  }
  if (rest.empty()) return result;
  result.port = rest.starts_with(':') ? port_of(rest.substr(1)) : std::nullopt;
  if (!result.port || *result.port == 0) {
    return wrong("the port is malformed: write a number from 1 to 65535 after ':'");
  }
  return result;
}

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

// Browsers write it in lower case.
bool is_scheme(std::string_view text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '+' || c == '-' || c == '.';
  });
}

// Case is kept.
bool is_opaque_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return is_literal(ip_version::v6, host.substr(1, host.size() - 2));
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_digit(c) || is_letter(c) || std::string_view("-._~!$&'()+;=%").find(c) != std::string_view::npos;
  });
}

// Of schemes that are not the web's, as browser extensions, mobile and desktop shells have them: no port is usual.
// A page from a file has no host in some shells.
parsed<std::string> parse_foreign_origin(std::string_view text, std::string_view authority) {
  if (text == "file://") return std::string(text);
  const std::string_view last = authority.substr(authority.find_last_of(":]") + 1);
  const bool has_port = authority.ends_with(":" + std::string(last));
  const auto port = has_port ? port_of(last) : std::optional<std::uint16_t>(1);
  if (has_port) authority.remove_suffix(last.size() + 1);
  if (is_opaque_host(authority) && port && *port != 0) return std::string(text);
  return wrong(shown(text) + " is no origin: write scheme, host and perhaps a port, such as capacitor://localhost");
}

// "/a/b": no empty or dot segment, nothing that needs an escape.
bool is_plain_path(std::string_view path) {
  if (!path.starts_with('/') || path.ends_with('/') || path.size() > 256) return false;
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return is_digit(c) || is_letter(c) || std::string_view("/-._~").find(c) != std::string_view::npos;
  });
  const std::string closed = std::string(path) + "/";
  return plain && closed.find("//") == std::string::npos && closed.find("/./") == std::string::npos &&
         closed.find("/../") == std::string::npos;
}

// Where the path begins that Ramal adds itself: /v1, /v1/calls, and what stands behind that; npos if it is not there.
std::size_t start_of_added_path(std::string_view prefix) {
  const std::string path = lower(prefix) + "/";
  for (const auto* calls : {"/v1/calls/", "/v1/call/"}) {
    if (const auto at = path.find(calls); at != std::string::npos) return at;
  }
  return path.ends_with("/v1/") ? path.size() - 4 : std::string_view::npos;
}

}  // namespace

parsed<listener> parse_listener(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return wrong(shown(text) + " is no address: write host:port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080");
  }
  listener result;
  std::string_view host = text.substr(0, colon);
  const bool brackets = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (brackets) host = host.substr(1, host.size() - 2);
  result.host = host;
  if (!is_literal(brackets ? ip_version::v6 : ip_version::v4, result.host)) {
    if (is_literal(ip_version::v6, result.host)) {
      return wrong(shown(text) + " lacks brackets: write [" + result.host + "]:port");
    }
    return wrong(shown(text) +
                 " does not begin with an IP address: write 127.0.0.1 for this machine only, 0.0.0.0 for "
                 "every IPv4 address, or [::] for every address");
  }
  const auto port = port_of(text.substr(colon + 1));
  if (!port) return wrong(shown(text) + " has a malformed port: write a number from 0 to 65535 after ':'");
  result.port = *port;
  return result;
}

std::string print_listener(const listener& value) { return bracketed(value.host) + ":" + std::to_string(value.port); }

std::string dialled_host(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

parsed<base_url> parse_base_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  const std::string scheme = lower(text.substr(0, std::min(scheme_end, text.size())));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return wrong("must begin with https:// or http://, such as https://pilotstatus.com.br");
  }
  std::string_view rest = text.substr(scheme_end + 3);
  if (rest.find('@') != std::string_view::npos) {
    return wrong("holds user info before '@': remove it, keys have their own settings");
  }
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return wrong("holds a query or fragment: remove everything from '?' or '#' on");
  }
  const auto slash = std::min(rest.find('/'), rest.size());
  auto where = parse_authority(rest.substr(0, slash));
  if (!where.has_value()) return where.error();
  std::string_view prefix = rest.substr(slash);
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  if (!prefix.empty() && !is_plain_path(prefix)) {
    return wrong("the path may hold plain segments only, such as /calls/api");
  }
  if (const auto added = start_of_added_path(prefix); added != std::string_view::npos) {
    return wrong("ends with " + std::string(prefix.substr(added)) +
                 ", but /v1/calls is added to every request: remove "
                 "it");
  }
  const bool tls = scheme == "https";
  const std::uint16_t usual_port = tls ? 443 : 80;
  return base_url{tls, where->host, where->port.value_or(usual_port), std::string(prefix)};
}

std::string print_base_url(const base_url& value) {
  const bool usual = value.port == (value.tls ? 443 : 80);
  return std::string(value.tls ? "https://" : "http://") + bracketed(value.host) +
         (usual ? std::string() : ":" + std::to_string(value.port)) + value.path_prefix;
}

parsed<std::string> parse_server_name(std::string_view text) {
  const auto where = parse_authority(text);
  if (where.has_value() && !where->port && text.find_first_of("[]") == std::string_view::npos) return where->host;
  return wrong(shown(text) + " is no host name: write one without scheme and port, such as calls.example.com");
}

parsed<std::string> parse_origin(std::string_view text) {
  if (text == "*" || text == "null") return std::string(text);
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || !is_scheme(text.substr(0, scheme_end))) {
    return wrong(shown(text) +
                 " is no origin: write \"*\", \"null\", or scheme and host such as "
                 "https://app.example.com, the scheme in lower case");
  }
  const std::string_view rest = text.substr(scheme_end + 3);
  if (rest.find_first_of("/?#@") != std::string_view::npos) {
    return wrong(shown(text) + " is more than an origin: write scheme, host and port only, without a slash at the end");
  }
  const bool tls = text.starts_with("https://");
  if (!tls && !text.starts_with("http://")) return parse_foreign_origin(text, rest);
  const auto where = parse_authority(rest);
  if (!where.has_value()) return where.error();
  const std::uint16_t usual_port = tls ? 443 : 80;
  const base_url exact{tls, where->host, where->port.value_or(usual_port), ""};
  if (print_base_url(exact) != text) {
    return wrong(shown(text) + " is not how browsers write it: write " + print_base_url(exact));
  }
  return std::string(text);
}

parsed<std::string> parse_mount(std::string_view text) {
  if (text == "/" || is_plain_path(text)) return std::string(text);
  if (text.size() > 1 && text.ends_with('/') && is_plain_path(text.substr(0, text.size() - 1))) {
    return wrong("ends with '/': write " + shown(text.substr(0, text.size() - 1)));
  }
  return wrong(shown(text) +
               " is no mount: write a path such as /api/layer/evolution-go, of letters, digits and "
               "-._~, or / alone");
}

parsed<std::string> parse_native_mount(std::string_view text) {
  return text == "off" ? parsed<std::string>(std::string(text)) : parse_mount(text);
}

parsed<std::string> parse_number(std::string_view text, bool plus_allowed) {
  std::string_view digits = text;
  if (plus_allowed && digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.size() < 8 || digits.size() > 15 || !std::all_of(digits.begin(), digits.end(), is_digit)) {
    return wrong(std::string("is no phone number: write 8 to 15 digits with country code, such as ") +
                 (plus_allowed ? "+5511999990001" : "5511999990001 (no '+')"));
  }
  return std::string(text);
}

}  // namespace ramal::config
