#include "proxy/top.hpp"

#include <poll.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "config/addresses.hpp"
#include "config/admin_section.hpp"
#include "proxy/command_line.hpp"
#include "proxy/doctor/figures.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/plain_get.hpp"
#include "proxy/report.hpp"

namespace ramal::net {
namespace {

using top_clock = std::chrono::steady_clock;

struct looked_at {
  config::admin_address address;
  config::secret token;
  std::optional<expected_peer> tls{};              // none: plain HTTP
  std::shared_ptr<const tls_material> material{};  // owns the certificates
};

// The gateway of this configuration shows what stands in it: that is known better than any name.
looked_at look_at(const configuration& read) {
  looked_at made{read.settings.admin.address, read.settings.metrics.token};
  if (!read.tls->admin) return made;
  made.material = read.tls;
  made.tls.emplace();
  for (const certified_key& one : read.tls->admin->certificates)
    made.tls->certificates.push_back(one.chain.front().get());
  return made;
}

int say_why(const std::string& text, int code) {
  std::fprintf(stderr, "ramal: %s\n", text.c_str());
  return code;
}

// Where to look; else the exit code.
std::optional<looked_at> find_admin(const top_options& options, const std::string& config_file, int& code) {
  if (!options.url.empty()) {
    const auto parts = config::parse_base_url(options.url);
    if (parts.has_value() && parts->path_prefix.empty()) {
      looked_at made{{true, "", parts->host, parts->port}, {}};
      if (parts->tls) made.tls = expected_peer{parts->host};
      return made;
    }
    code = say_why("write --url http://HOST:PORT, or https:// where the configuration has admin.tls", exit_usage);
    return std::nullopt;
  }
  configuration_file source(config_file);
  const auto read = source.load();
  if (read.has_error()) {
    code = report(read.error());
    return std::nullopt;
  }
  if (!read->settings.admin.address.on) {
    code = say_why("admin.address is off in " + config_file + ": set it, for example to 127.0.0.1:9901, and reload",
                   exit_usage);
    return std::nullopt;
  }
  return look_at(*read);
}

// The certificate to show, if one is given. False, with the exit code: it cannot be used.
bool take_own(const top_options& options, looked_at& admin, int& code) {
  if (options.cert_file.empty()) return true;
  if (!admin.tls) {
    code = say_why("--cert is shown over TLS alone: write --url https://HOST:PORT, or admin.tls into the configuration",
                   exit_usage);
    return false;
  }
  auto own = read_certified_key("", options.cert_file, options.key_file);
  if (own.has_error()) {
    const bool is_key = own.error().path == "key_file";
    code = say_why((is_key ? "--key " + options.key_file : "--cert " + options.cert_file) + ": " + own.error().text,
                   exit_configuration);
    return false;
  }
  admin.tls->own = std::make_shared<const certified_key>(std::move(*own));
  return true;
}

double now_in_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

int run_top(const top_options& options, const std::string& config_file) {
  int code = exit_ok;
  auto admin = find_admin(options, config_file, code);
  if (!admin || !take_own(options, *admin, code)) return code;
  const std::string title = "ramal top   " + config::print_admin_address(admin->address);
  std::vector<doctor::sample> before;
  auto looked = top_clock::now();
  for (;;) {
    const plain_answer got = plain_get(admin->address, "/metrics", admin->token, admin->tls ? &*admin->tls : nullptr);
    if (got.status == 0) return say_why(title.substr(12) + " does not answer: " + got.error, exit_unavailable);
    if (got.status != 200)
      return say_why(title.substr(12) + " answered " + std::to_string(got.status) +
                         (got.status == 401 ? ": metrics.token is another one" : ": is it the admin interface?"),
                     exit_unavailable);
    std::vector<doctor::sample> now = doctor::read_samples(got.body);
    const double since = std::chrono::duration<double>(top_clock::now() - looked).count();
    looked = top_clock::now();
    const double seconds = before.empty() ? doctor::uptime_of(now, now_in_seconds()) : since;
    const std::string screen = doctor::to_text(doctor::figures_between(before, now, seconds), title);
    std::printf("%s%s", options.once ? "" : "\x1b[H\x1b[2J", screen.c_str());
    if (std::fflush(stdout) != 0 || options.once) return exit_ok;
    before = std::move(now);
    ::poll(nullptr, 0, static_cast<int>(options.interval) * 1'000);
  }
}

}  // namespace ramal::net
