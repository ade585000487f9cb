// Every metric that there is, as a scraper reads it.
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "proxy/admin/webhook_metrics.hpp"
#include "proxy/metrics/exposition.hpp"
#include "tests/harness/exposition.hpp"

namespace ramal::admin {
namespace {

using namespace std::chrono_literals;
using metrics::kind;
using metrics::text_format;
using phase = ramal::events::phase;

std::string everything(text_format format) {
  const auto worker = std::make_unique<metrics::worker_counts>();
  metrics::finished_request request;
  request.row = &*std::ranges::find(routes::routes(), std::string_view("/call/start"), &routes::route::pattern);
  request.status = request.native_status = 201;
  request.engine = 4ms;
  request.key = metrics::native_keys;
  worker->count(request);
  const std::array<const metrics::worker_counts*, 1> workers{worker.get()};
  const std::array<metrics::certificate_fact, 1> certificates{{{"listeners[0].certificates[0]", 1'790'000'000}}};
  relay::relay_counters events;
  events.of("shop \"one\"\\\n").receive(relay::event_kind::offer, relay::received_as::stored);
  const auto noon = store::instant(1'783'090'800s);
  events.times.take({1, phase::offer, store::direction::inbound, noon, {}}, {});
  events.times.take({1, phase::accept, store::direction::inbound, noon + 4s, {}}, {});
  events.times.take({1, phase::terminate, store::direction::inbound, noon + 90s, {}}, {});
  const store::totals waiting;
  metrics::text_writer out(format);
  metrics::write_process({"0.1.0", "abc", 1, 2, 3, true, 4, 5.5, 6, 7, 8}, out);
  metrics::write_certificates(certificates, out);
  metrics::write_spans({9, 10}, out);
  metrics::write_requests(workers, out);
  metrics::write_keys(workers, metrics::key_slots(5), out);
  write_webhooks(events, {true, waiting, {}}, out);
  return out.finish();
}

std::string family_name(const metrics::family_row& row, text_format format) {
  const std::string name(row.name);
  if (format == text_format::open_metrics) return name;
  return row.type == kind::counter ? name + "_total" : row.type == kind::info ? name + "_info" : name;
}

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(RAMAL_SOURCE_ROOT) + "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every family of the table is written once, and a scraper takes every line, in both formats") {
  for (const text_format format : {text_format::prometheus, text_format::open_metrics}) {
    const std::string text = everything(format);
    const tests::exposition read = tests::read_exposition(text, format == text_format::open_metrics);
    for (const std::string& mistake : read.mistakes) FAIL_CHECK(mistake);
    CHECK(read.kinds.size() == metrics::families().size());
    for (const metrics::family_row& row : metrics::families()) {
      INFO(row.name);
      CHECK(read.kinds.contains(family_name(row, format)));
    }
    CHECK(read.values_of("outcome").contains("answered"));
    CHECK(read.values_of("key") == std::set<std::string>{"shop \"one\"\\\n", "native"});
  }
}

TEST_CASE("every metric that the contracts name is there") {
  std::set<std::string> there;
  for (const metrics::family_row& row : metrics::families()) there.insert(family_name(row, text_format::prometheus));
  const std::string console = text_of("docs/contracts/console.md"), webhooks = text_of("docs/contracts/webhooks.md");
  const std::regex name(R"(\b(ramal|http_server|http_client)_[a-z_]+[a-z]\b)");
  std::size_t seen = 0;
  const std::size_t begin = console.find("## 2. Metrics"), end = console.find("## 3.");
  REQUIRE(end != std::string::npos);
  const std::string section = console.substr(begin, end - begin);
  for (std::sregex_iterator one(section.begin(), section.end(), name), last; one != last; ++one) {
    if (one->str() == "ramal_webhook") continue;  // ramal_webhook_*
    INFO(one->str());
    CHECK(there.contains(one->str()));
    ++seen;
  }
  CHECK(seen >= 20);
  const std::size_t numbers = webhooks.find("## 13."), behind = webhooks.find("What the code does beyond", numbers);
  REQUIRE(behind != std::string::npos);
  const std::string listed = webhooks.substr(numbers, behind - numbers);
  const std::regex ending(R"(`(?:ramal_webhook)?(_[a-z_]+)[`{])");
  std::size_t webhook_names = 0;
  for (std::sregex_iterator one(listed.begin(), listed.end(), ending), last; one != last; ++one, ++webhook_names) {
    INFO((*one)[1].str());
    CHECK(there.contains("ramal_webhook" + (*one)[1].str()));
  }
  CHECK(webhook_names == 12);
}

}  // namespace ramal::admin
