#include "proxy/outside.hpp"

#include <poll.h>

#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <utility>

#include "config/destination_url.hpp"
#include "proxy/doctor/judge_outside.hpp"
#include "proxy/one_request.hpp"
#include "proxy/relay/client/client_tls.hpp"

namespace ramal::net {
namespace {

// Of the documentation's networks (RFC 5737): nobody has it.
constexpr const char* forged_address = "203.0.113.77";
constexpr std::streamoff most_of_log = 1'048'576;
constexpr int looks_at_log = 15, pause_between_looks_ms = 100;

one_answer ask_outside(const config::destination_url& base, const std::string& path, const relay::client_tls_ptr& tls,
                       const std::string& request_id) {
  relay::http_exchange what;
  what.method = "GET";
  what.what.destination = "outside";
  what.what.url = base;
  while (what.what.url.target.ends_with('/')) what.what.url.target.pop_back();
  what.what.url.target += path;
  what.what.tls = tls;
  what.what.timeout = std::chrono::seconds(10);
  what.what.headers.emplace_back("X-Request-Id", request_id);
  what.what.headers.emplace_back("X-Forwarded-For", forged_address);
  return ask_once(std::move(what));
}

// The client of the request with this id; "" if the end of the log has no such one.
std::string client_in_log(const std::string& file, const std::string& request_id) {
  std::ifstream log(file, std::ios::binary);
  log.seekg(0, std::ios::end);
  const std::streamoff size = log.tellg();
  if (!log || size <= 0) return {};
  log.seekg(size > most_of_log ? size - most_of_log : 0);
  for (std::string line; std::getline(log, line);) {
    if (line.find(request_id) == std::string::npos) continue;
    boost::json::error_code error;
    const boost::json::value read = boost::json::parse(line, error);
    if (error || !read.is_object()) continue;
    const boost::json::value* client = read.get_object().if_contains("client");
    if (client != nullptr && client->is_string()) return std::string(client->get_string());
  }
  return {};
}

std::string wait_for_client(const std::string& file, const std::string& request_id) {
  for (int look = 0; look < looks_at_log; ++look) {
    if (std::string found = client_in_log(file, request_id); !found.empty()) return found;
    ::poll(nullptr, 0, pause_between_looks_ms);
  }
  return {};
}

doctor::finding look_for_client(const std::string& request_id, const config::gateway& settings) {
  const std::string& file = settings.log.access;
  if (file == "stdout" || file == "off")
    return {"outside", "outside-address", doctor::level::good,
            "log.access is no file, so the address that clients have is not looked for"};
  const std::string seen = wait_for_client(file, request_id);
  if (seen.empty())
    return {"outside", "outside-address", doctor::level::warning, "the request from outside is not in " + file,
            "look whether the URL leads to another machine, and whether this user may read the log"};
  return doctor::judge_client_address(seen, forged_address, settings);
}

}  // namespace

std::vector<doctor::finding> look_from_outside(const std::string& url, const config::gateway& settings) {
  const auto base = config::parse_destination_url(url);
  if (base.has_error() || base->target.find('?') != std::string::npos)
    return {{"outside", "outside", doctor::level::failure, "--url is no URL",
             "write the base URL of the clients, such as https://calls.example.com" + settings.mount}};
  relay::client_tls_ptr tls;
  if (base->tls) {
    auto made = relay::make_client_tls("", "");
    if (made.has_error())
      return {{"outside", "outside", doctor::level::failure, config::to_text(made.error()), "see SSL_CERT_FILE"}};
    tls = std::move(*made);
  }
  const std::string id = "ramal-doctor-" + std::to_string(std::random_device{}());
  const one_answer alive = ask_outside(*base, "/server/ok", tls, id);
  std::vector<doctor::finding> all{doctor::judge_reach(url, settings.mount, {alive.status, alive.body, alive.error})};
  if (all.front().how == doctor::level::failure) return all;
  const one_answer refused = ask_outside(*base, "/call/list", tls, id + "-key");
  all.push_back(doctor::judge_without_key({refused.status, refused.body, refused.error}));
  all.push_back(look_for_client(id + "-key", settings));
  all.push_back(doctor::judge_patience(settings));
  return all;
}

}  // namespace ramal::net
