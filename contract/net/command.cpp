#include "contract/net/command.hpp"

#include <array>
#include <boost/system/system_error.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>

#include "contract/hurl_text.hpp"
#include "contract/mask.hpp"
#include "contract/net/run.hpp"
#include "contract/reports.hpp"

namespace ramal::contract {
namespace {

constexpr int all_passed = 0, some_failed = 1, wrong_usage = 64, not_reachable = 69;
constexpr std::chrono::seconds to_reach{10};

// What the user can mend: printed, and 64.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw usage_error("cannot read " + path.string() + ": name a file that this user may read");
  return text.str();
}

std::string read_key(const std::string& path) {
  auto key = read_whole(path);
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r' || key.back() == ' ')) key.pop_back();
  if (key.empty() || key.find_first_of("\r\n") != std::string::npos)
    throw usage_error(path + " holds no key: write the key alone into it, on one line");
  return key;
}

run_mode mode_of(const command_options& given) {
  if (!given.engine_url.empty()) return given.live.empty() ? run_mode::engine : run_mode::engine_live;
  if (!given.live.empty()) return run_mode::live;
  return given.loop.empty() ? run_mode::safe : run_mode::loop;
}

run_plan plan_of(const command_options& given) {
  const bool asks_engine = !given.engine_url.empty();
  const auto& url = asks_engine ? given.engine_url : given.base_url;
  const auto target = parse_target_url(url);
  if (!target) throw usage_error("write http://HOST[:PORT][/PATH] or https://..., without user and query, not " + url);
  run_plan plan;
  plan.target = *target;
  plan.mode = mode_of(given);
  plan.at.callee = given.live;
  plan.at.media = given.play;
  plan.at.client_key = read_key(given.key_file);
  plan.at.mount = target->path.empty() ? "/" : target->path;
  plan.at.host = target->host;
  if (!given.native_key_file.empty()) plan.at.native_key = read_key(given.native_key_file);
  else if (plan.mode != run_mode::loop) plan.at.native_key.clear();
  plan.tags = given.tags;
  plan.pattern = given.pattern;
  plan.dry = given.dry_run;
  return plan;
}

std::vector<named_text> cases_of(const command_options& given) {
  if (given.case_folder.empty()) {
    switch (mode_of(given)) {
      case run_mode::engine: return split_files(engine_case_files());
      case run_mode::live: return split_files(live_case_files());
      case run_mode::engine_live: return split_files(engine_live_case_files());
      default: return split_files(gateway_case_files());
    }
  }
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(given.case_folder))
    if (entry.path().extension() == ".case") files.insert(entry.path());
  if (files.empty()) throw usage_error(given.case_folder + " holds no file that ends with .case");
  std::vector<named_text> all;
  for (const auto& file : files) {
    const auto name = file.filename().string();
    for (auto& each : split_cases(name, read_whole(file))) all.push_back({name, std::move(each)});
  }
  return all;
}

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

void write(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw usage_error("cannot write " + path + ": name a file in a folder that this user may write to");
}

// Before anything is sent: a call that was placed for a report that cannot be written helps nobody.
void check_writable(const command_options& given) {
  for (const auto& path : {given.junit, given.tap, given.json, given.html}) {
    if (path.empty()) continue;
    const bool existed = std::filesystem::exists(path);
    if (!std::ofstream(path, std::ios::binary | std::ios::app))
      throw usage_error("cannot write " + path + ": name a file in a folder that this user may write to");
    std::error_code ignored;
    if (!existed) std::filesystem::remove(path, ignored);
  }
}

// The report does not show the number that is called.
std::vector<std::string> secrets_of(const run_plan& plan) {
  std::vector<std::string> secrets{plan.at.client_key, plan.at.native_key, plan.at.callee};
  if (plan.at.callee.starts_with('+')) secrets.push_back(plan.at.callee.substr(1));
  return secrets;
}

int list(const std::vector<named_text>& cases, const run_plan& plan) {
  auto dry = plan;
  dry.dry = true;
  auto run = run_cases(cases, dry, nullptr);
  mask(run, secrets_of(plan));
  for (const auto& each : run.cases)
    print(full_name(each.file, each.name) + "\n    " +
          (each.complaints.empty() ? each.skipped_because : each.complaints.front()) + "\n");
  return run.count(case_result::outcome::failed) != 0 ? some_failed : all_passed;
}

int export_hurl(const std::vector<named_text>& cases, const std::string& path) {
  const auto made = hurl_file(cases);
  write(path, made.text);
  print(path + " has " + std::to_string(made.cases) + " of " + std::to_string(cases.size()) + " cases\n");
  return made.cases == 0 ? some_failed : all_passed;
}

// A real phone is going to ring.
void confirm(const command_options& given) {
  if (given.live.empty() || given.confirmed || given.dry_run) return;
  std::fprintf(stderr, "This places a real call to %s, which costs money. Type yes to go on: ", given.live.c_str());
  std::array<char, 16> line{};
  if (std::fgets(line.data(), static_cast<int>(line.size()), stdin) == nullptr ||
      std::string_view(line.data()) != "yes\n")
    throw usage_error("no call was placed: type yes, or give --yes-place-a-call");
}

int play_all(const command_options& given, const run_plan& plan, const std::vector<named_text>& cases) {
  std::optional<loop_engine> engine;
  if (plan.mode == run_mode::loop) {
    const auto where = parse_listen_address(given.loop);
    if (!where) throw usage_error("write --loop HOST:PORT, the IP address and port that engine.base_url names");
    engine.emplace(where->host, where->port);
  }
  check_writable(given);
  confirm(given);
  if (!plan.dry) dial(plan.target.at, to_reach);
  auto run = run_cases(cases, plan, engine ? &*engine : nullptr);
  if (run.cases.empty()) std::fputs("ramal: no case has such a name or tag: --list without both prints all\n", stderr);
  auto secrets = secrets_of(plan);
  if (!engine) add_tokens(run, secrets);
  mask(run, secrets);
  const auto in = given.portuguese ? language::portuguese : language::english;
  print(text_report(run, in));
  write(given.junit, junit_report(run));
  write(given.tap, tap_report(run));
  write(given.json, json_report(run));
  write(given.html, html_report(run, in));
  // A run that played nothing shows nothing.
  const bool empty = run.played() == 0 && !plan.dry;
  return empty || run.count(case_result::outcome::failed) != 0 ? some_failed : all_passed;
}

}  // namespace

int run_contract(const command_options& given) {
  try {
    const auto plan = plan_of(given);
    const auto cases = cases_of(given);
    if (!given.hurl.empty()) return export_hurl(cases, given.hurl);
    return given.list ? list(cases, plan) : play_all(given, plan, cases);
  } catch (const boost::system::system_error& problem) {
    std::fprintf(stderr, "ramal: %s%s cannot be reached, or --loop cannot listen: %s\n", given.base_url.c_str(),
                 given.engine_url.c_str(), problem.code().message().c_str());
    return not_reachable;
  } catch (const std::runtime_error& problem) {  // a case that cannot be read, too
    std::fprintf(stderr, "ramal: %s\n", problem.what());
    return wrong_usage;
  }
}

}  // namespace ramal::contract
