#include "proxy/doctor_command.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "config/addresses.hpp"
#include "events/http_date.hpp"
#include "proxy/admin/certificate_look.hpp"
#include "proxy/doctor/finding.hpp"
#include "proxy/doctor/judge_key.hpp"
#include "proxy/doctor/judge_settings.hpp"
#include "proxy/command_line.hpp"
#include "proxy/engine_of_key.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/net/server/descriptors.hpp"
#include "proxy/outside.hpp"
#include "proxy/report.hpp"

namespace ramal::net {
namespace {

using doctor::finding;
using doctor::level;
using findings = std::vector<finding>;

constexpr const char* list_of_one = "/v1/calls?limit=1";

void look_at_file(configuration_file& source, const config::loaded<configuration>& read, const std::string& file,
                  findings& all) {
  for (const config::problem& odd : source.warnings())
    all.push_back({"configuration", "config-warning", level::warning, config::to_text(odd), "edit " + file});
  if (read.has_value()) {
    all.push_back({"configuration", "config", level::good, file + " can be put in force"});
    return;
  }
  for (const config::problem& wrong : read.error())
    all.push_back({"configuration", "config", level::failure, config::to_text(wrong),
                   "edit it, then ramal check --config " + file});
}

void look_at_system(const config::gateway& settings, findings& all) {
  if (const auto problem = find_descriptor_problem(settings))
    return all.push_back({"system", "descriptors", level::failure, config::to_text(*problem),
                          "raise LimitNOFILE of the unit, or ulimit -n"});
  const std::size_t most = connection_cap(settings);
  if (most < settings.limits.connections)
    return all.push_back({"system", "descriptors", level::warning,
                          "limits.connections is " + std::to_string(settings.limits.connections) +
                              ", but the limit of open files leaves room for " + std::to_string(most),
                          "raise LimitNOFILE of the unit, or ulimit -n"});
  all.push_back({"system", "descriptors", level::good, "the limit of open files is high enough"});
}

doctor::time_point now() { return std::chrono::system_clock::now(); }

void look_at_certificates(const configuration& read, findings& all) {
  for (const metrics::certificate_fact& one : admin::look_at_certificates(*read.tls)) {
    const auto since_1970 = std::chrono::seconds(static_cast<std::int64_t>(one.expires));
    all.push_back(doctor::judge_certificate(one.name, doctor::time_point(since_1970), now()));
  }
}

void look_at_clock(const one_answer& got, findings& all) {
  if (const auto date = events::parse_http_date(got.date)) all.push_back(doctor::judge_clock(*date, now()));
}

doctor::key_answer read_answer(const one_answer& from, std::string& code) {
  boost::json::error_code error;
  const boost::json::value body = boost::json::parse(from.body, error);
  const bool is_object = !error && body.is_object();
  if (is_object) code = text_in(body.get_object(), "code");
  return {from.status, code, is_object || (!error && body.is_array())};
}

// One that cannot be reached is a failure of the engine, once, and of no key. `name`: this key alone; "": all.
void look_at_engine(const configuration& read, const std::string& name, findings& all) {
  const config::upstream_engine& engine = read.settings.engine;
  const std::string url = config::print_base_url({engine.tls, engine.host, engine.port, engine.path_prefix});
  relay::client_tls_ptr tls;
  if (read.tls->engine) {
    auto made = relay::make_client_tls(*read.tls->engine);
    if (made.has_error())
      return all.push_back(
          {"engine", "engine-tls", level::failure, config::to_text(made.error()), "see engine.ca_file"});
    tls = std::move(*made);
  }
  bool is_reached = false;
  for (const config::key& one : read.settings.keys) {
    if (!name.empty() && one.name != name) continue;
    const engine_of_key side(engine, one, tls);
    const one_answer got = side.ask("GET", list_of_one);
    if (got.status == 0)
      return all.push_back({"engine", "engine", level::failure, url + ": " + side.shown(got.error),
                            "the table \"Why the engine is not reached\" in proxy/README.md says what to do"});
    if (!std::exchange(is_reached, true)) {
      all.push_back({"engine", "engine", level::good, url + " answers"});
      look_at_clock(got, all);
    }
    std::string code;
    const doctor::key_answer answer = read_answer(got, code);
    code = side.shown(code);
    all.push_back(doctor::judge_key(one.name, {answer.status, code, answer.is_api}));
  }
}

}  // namespace

int run_doctor(const std::string& config_file, bool as_json, const std::string& url) {
  findings all;
  configuration_file source(config_file);
  const auto read = source.load();
  look_at_file(source, read, config_file, all);
  if (read.has_value()) {
    look_at_system(read->settings, all);
    look_at_certificates(*read, all);
    const findings of_settings = doctor::judge_settings(read->settings, now());
    all.insert(all.end(), of_settings.begin(), of_settings.end());
    look_at_engine(*read, "", all);
    if (!url.empty()) {
      const findings of_outside = look_from_outside(url, read->settings);
      all.insert(all.end(), of_outside.begin(), of_outside.end());
    }
  }
  std::fputs((as_json ? doctor::to_json(all) : doctor::to_text(all)).c_str(), stdout);
  return doctor::exit_code_of(all);
}

int test_key(const std::string& config_file, const std::string& name) {
  configuration_file source(config_file);
  const auto read = source.load();
  if (read.has_error()) return report(read.error());
  if (!has_key(read->settings, name)) {
    std::fprintf(stderr, "ramal: no key has this name: `ramal keys list` shows them\n");
    return exit_usage;
  }
  findings all;
  look_at_engine(*read, name, all);
  std::fputs(doctor::to_text(all).c_str(), stdout);
  const bool is_silent = all.front().id.starts_with("engine") && all.front().how == level::failure;
  return is_silent ? exit_unavailable : doctor::exit_code_of(all);
}

}  // namespace ramal::net
