// When a trouble is worth a line (http-rules.md U16).
#include <catch2/catch.hpp>

#include "proxy/rules/trouble.hpp"

namespace ramal::rules {
namespace {

using routes::reason;
using std::chrono::seconds;
using line = trouble::line;

constexpr line_budget::time_point start{seconds(1'000)};

}  // namespace

TEST_CASE("U16 a trouble is said when it begins, changes and ends, and between once a minute") {
  trouble engine;
  line_budget lines(100);
  CHECK(engine.note(reason::none, start, lines) == line::none);
  CHECK(engine.note(reason::refused, start, lines) == line::begins);
  for (int i = 0; i < 10; ++i) CHECK(engine.note(reason::refused, start + seconds(i), lines) == line::none);
  CHECK(engine.note(reason::tls_closed, start + seconds(20), lines) == line::begins);
  CHECK(engine.why() == reason::tls_closed);
  CHECK(engine.note(reason::tls_closed, start + seconds(79), lines) == line::none);
  CHECK(engine.note(reason::tls_closed, start + seconds(80), lines) == line::lasts);
  CHECK(engine.unsaid() == 2);
  CHECK(engine.note(reason::tls_closed, start + seconds(81), lines) == line::none);
  CHECK(engine.note(reason::none, start + seconds(82), lines) == line::ends);
  CHECK(engine.failed() == 15);
  CHECK(engine.note(reason::none, start + seconds(83), lines) == line::none);
  CHECK(engine.note(reason::refused, start + seconds(84), lines) == line::begins);
  CHECK(engine.note(reason::none, start + seconds(85), lines) == line::ends);
  CHECK(engine.failed() == 1);
}

TEST_CASE("U16 what comes and goes without a pause is said a few times a minute, and then as it stands") {
  trouble engine;
  line_budget lines(6);
  int said = 0;
  for (int i = 0; i < 1'000; ++i)
    said += engine.note(i % 2 == 0 ? reason::refused : reason::none, start, lines) != line::none;
  CHECK(said == 6);
  CHECK(engine.is_said());  // that all is well
  CHECK(engine.note(reason::refused, start + seconds(59), lines) == line::none);
  CHECK_FALSE(engine.is_said());
  CHECK(engine.catch_up(start + seconds(59), lines) == line::none);
  CHECK(engine.catch_up(start + seconds(60), lines) == line::begins);
  CHECK(engine.catch_up(start + seconds(60), lines) == line::none);
}

TEST_CASE("U16 a trouble that was over before there was a line for it is never said") {
  trouble engine;
  line_budget lines(0);
  CHECK(engine.note(reason::refused, start, lines) == line::none);
  CHECK(engine.note(reason::none, start, lines) == line::none);
  CHECK(engine.is_said());
}

TEST_CASE("U16 lines for what lasts count among the few, too") {
  trouble engine;
  line_budget lines(1);
  CHECK(engine.note(reason::refused, start, lines) == line::begins);
  CHECK(engine.note(reason::refused, start + seconds(60), lines) == line::lasts);
  CHECK(engine.note(reason::reset, start + seconds(61), lines) == line::none);
  CHECK(engine.note(reason::reset, start + seconds(121), lines) == line::begins);
}

}  // namespace ramal::rules
