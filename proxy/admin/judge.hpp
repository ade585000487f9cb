// Whether a request to the admin interface is served (console.md section 1, "Security"): browsers on this machine run
// pages of strangers, so a request from this machine is no proof of anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/admin/paths.hpp"

namespace ramal::admin {

// A field that is not there is no value; one that is there twice is refused before (repeated).
struct request {
  std::string_view method;
  std::string_view path;     // without its query
  std::string_view query{};  // behind '?'
  std::optional<std::string_view> host{}, origin{}, fetch_site{}, content_type{}, admin_mark{}, authorization{};
  std::optional<std::string_view> if_none_match{};
  bool repeated = false;  // one of these fields stands there twice
};

// What the interface was set up with.
struct admission_rules {
  std::string address;             // the address that it listens on, without port; "": a Unix socket
  std::vector<std::string> hosts;  // admin.hosts
  std::string token;               // "": nothing that needs one is served
  std::string metrics_token;       // "": metrics need none
  bool has_tls = false;            // a page of its own comes by https
};

struct refusal {
  std::uint16_t status;
  std::string_view code;
  std::string_view text;     // what to do
  std::string_view allow{};  // of a 405
};

// The row that is to be served, or why none is.
struct verdict {
  const path_row* row = nullptr;
  std::optional<refusal> why_not{};
  bool shows_token = false;  // the admin token, not that of metrics, and the path is not open to everybody
};
verdict judge(const request& asked, const admission_rules& rules);

// The parts of the judgement, for tests.
bool is_known_host(std::string_view host, const admission_rules& rules);
// "http://HOST", with TLS "https://HOST", letter case of the host apart.
bool is_same_origin(std::string_view origin, std::string_view host, bool has_tls);
// `authorization`: "Bearer TOKEN". The time that it takes says nothing of where they differ.
bool has_token(std::optional<std::string_view> authorization, std::string_view token);

}  // namespace ramal::admin
