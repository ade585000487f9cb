// What the program's log says of addresses that are turned away (http-rules.md L6, K10).
#include <catch2/catch.hpp>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <sstream>

#include "proxy/net/log/address_notices.hpp"

namespace ramal::net {
namespace {

using std::chrono::seconds;

constexpr address_notices::time_point start{seconds(1'000)};

// What is logged as long as this lives.
class captured {
 public:
  captured() : before_(spdlog::default_logger()) {
    auto logger = std::make_shared<spdlog::logger>("captured", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_));
    logger->set_pattern("%v");
    spdlog::set_default_logger(logger);
  }
  ~captured() { spdlog::set_default_logger(before_); }
  std::string take() {
    std::string all = text_.str();
    text_.str("");
    return all;
  }

 private:
  std::shared_ptr<spdlog::logger> before_;
  std::ostringstream text_;
};

flow::client_origin client(const std::string& text, std::uint64_t name) {
  flow::client_origin made(text);
  made.name = name;
  return made;
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("L6 an address is named once, then counted once a minute, and again when it was quiet") {
  captured log;
  address_notices notices;
  const auto one = client("192.0.2.7:40000", 7);
  notices.report(turned_away::connection, one, 256, start);
  const std::string first = log.take();
  CHECK(first.find("192.0.2.7 has") == 0);
  CHECK(first.find("limits.connections_per_address: 256") != std::string::npos);
  CHECK(first.find("trusted_proxies") != std::string::npos);
  for (int i = 0; i < 59; ++i) notices.report(turned_away::connection, one, 256, start + seconds(i));
  CHECK(log.take().empty());
  notices.report(turned_away::connection, one, 256, start + seconds(60));
  CHECK(log.take().find("; 59 more since the last such line") != std::string::npos);
  notices.report(turned_away::connection, one, 256, start + seconds(130));
  const std::string later = log.take();
  CHECK(lines_in(later) == 1);
  CHECK(later.find("more since") == std::string::npos);
}

TEST_CASE("K10 an address that is locked out has a line of its own, without port") {
  captured log;
  address_notices notices;
  for (const auto& [text, shown] : {std::pair{"[2001:db8::1]:443", "2001:db8::1 is locked out"},
                                    {"2001:db8::2", "2001:db8::2 is locked out"},
                                    {"192.0.2.1:80", "192.0.2.1 is locked out"},
                                    {"192.0.2.2", "192.0.2.2 is locked out"}}) {
    notices.report(turned_away::key, client(text, std::hash<std::string>()(text)), 60, start);
    CHECK(log.take().find(shown) == 0);
  }
  // the same address, for another reason
  notices.report(turned_away::connection, client("192.0.2.2", std::hash<std::string>()("192.0.2.2")), 9, start);
  CHECK(log.take().find("192.0.2.2 has") == 0);
}

TEST_CASE("L6 K10 many addresses: a few lines a minute, which count the others") {
  captured log;
  address_notices notices;
  for (std::uint64_t i = 0; i < 100'000; ++i)
    notices.report(i % 2 == 0 ? turned_away::key : turned_away::connection, client("192.0.2.1", i), 1, start);
  CHECK(lines_in(log.take()) == 6);
  std::string after;
  for (std::uint64_t i = 0; i < 40; ++i)
    notices.report(turned_away::key, client("192.0.2.1", i), 1, start + seconds(61));
  after = log.take();
  CHECK(lines_in(after) == 6);
  CHECK(after.find("more since the last such line") != std::string::npos);
}

}  // namespace ramal::net
