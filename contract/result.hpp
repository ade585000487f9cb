// What came of a run: for the reports.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace ramal::contract {

// One thing that was said, as it went over the wire.
struct utterance {
  enum class speaker { client, gateway, to_engine, engine };
  speaker who = speaker::client;
  std::string bytes;
};

struct case_result {
  enum class outcome { passed, failed, skipped };
  std::string file;  // "routes.case"
  std::string name;
  std::string why;       // the sentence of the contract
  std::string expected;  // the case's own text
  outcome what = outcome::passed;
  std::vector<std::string> complaints;  // of a failed one, each with its place in the file
  std::string skipped_because;
  std::vector<utterance> said;  // of a failed one
  double seconds = 0;
};

struct run_result {
  std::string target;  // "http://127.0.0.1:8080/api/layer/evolution-go"
  std::string mode;    // "safe"
  std::string when{};  // "2026-01-31 12:00:09 UTC"
  std::vector<case_result> cases;

  std::size_t count(case_result::outcome what) const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [&](const case_result& each) { return each.what == what; }));
  }
  double seconds() const {
    double sum = 0;
    for (const auto& each : cases) sum += each.seconds;
    return sum;
  }
  std::size_t played() const { return cases.size() - count(case_result::outcome::skipped); }
};

}  // namespace ramal::contract
