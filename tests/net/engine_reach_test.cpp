// What the log says, and how often, when the engine is not reached (http-rules.md U16).
#include <catch2/catch.hpp>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <sstream>

#include "proxy/net/upstream/engine_reach.hpp"

namespace ramal::net {
namespace {

using routes::reason;
using std::chrono::seconds;

constexpr engine_reach::time_point start{seconds(1'000)};

struct watched {
  watched() : before(spdlog::default_logger()) {
    auto logger = std::make_shared<spdlog::logger>("watched", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
    logger->set_pattern("%v");
    spdlog::set_default_logger(logger);
  }
  ~watched() { spdlog::set_default_logger(before); }
  std::string take() {
    std::string all = text.str();
    text.str("");
    return all;
  }
  // A request with this key, and what is written of it.
  std::string note(reason why, std::string_view key = "shop", int second = 0, std::string_view detail = {}) {
    reach.note(why, key, detail, start + seconds(second));
    return take();
  }

  engine_reach reach{"https://engine.example:8443/x"};
  std::shared_ptr<spdlog::logger> before;
  std::ostringstream text;
};

}  // namespace

TEST_CASE("U16 what is wrong, what to do, once, and when it is well") {
  watched at;
  CHECK(at.note(reason::none).empty());
  CHECK(at.note(reason::certificate_expired, "shop", 0, "/CN=x, since then") ==
        "requests to the calls engine at https://engine.example:8443/x fail (certificate-expired): a certificate of "
        "the engine has expired (/CN=x, since then); renew it there, and compare this machine's clock\n");
  CHECK(at.reach.trouble() == reason::certificate_expired);
  CHECK(at.note(reason::certificate_expired, "other").empty());
  CHECK(at.note(reason::refused).find("(refused)") != std::string::npos);
  CHECK(at.note(reason::refused, "shop", 61).find("; 1 more requests since the last line") != std::string::npos);
  CHECK(at.note(reason::none, "shop", 62) == "the calls engine answers again; 4 requests have failed\n");
  CHECK(at.reach.trouble() == reason::none);
  CHECK(at.note(reason::none, "shop", 63).empty());
}

TEST_CASE("U16 a key that the engine refuses is a matter of that key, by its name") {
  watched at;
  const std::string first = at.note(reason::native_key_refused);
  CHECK(first.find("refuses the native key of shop (native-key-refused)") != std::string::npos);
  CHECK(at.reach.trouble() == reason::none);
  CHECK(at.note(reason::native_key_refused).empty());
  CHECK(at.note(reason::none, "other").empty());
  CHECK(at.note(reason::native_key_refused, "third").find("third") != std::string::npos);
  CHECK(at.note(reason::native_key_refused, "shop", 61).find("still refuses the native key of shop") !=
        std::string::npos);
  CHECK(at.note(reason::none, "shop", 62) ==
        "the calls engine takes the native key of shop again; 3 requests have failed\n");
  CHECK(at.note(reason::none, "", 63).empty());  // a client's own key
}

TEST_CASE("U16 an engine that refuses a key is one that answers") {
  watched at;
  CHECK_FALSE(at.note(reason::refused).empty());
  const std::string both = at.note(reason::native_key_refused);
  CHECK(both.find("answers again") != std::string::npos);
  CHECK(both.find("refuses the native key of shop") != std::string::npos);
}

TEST_CASE("U16 more keys than there is room for: no more lines a minute, and nothing is lost for good") {
  watched at;
  std::string all;
  for (int i = 0; i < 100; ++i) all += at.note(reason::native_key_refused, "key-" + std::to_string(i));
  CHECK(std::count(all.begin(), all.end(), '\n') == 6);
  at.reach.catch_up(start + seconds(30));
  CHECK(at.take().empty());
  at.reach.catch_up(start + seconds(60));
  const std::string late = at.take();
  CHECK(std::count(late.begin(), late.end(), '\n') == 6);
  CHECK(late.find("key-6") != std::string::npos);
}

}  // namespace ramal::net
