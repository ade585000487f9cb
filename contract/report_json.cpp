#include "contract/reports.hpp"

namespace ramal::contract {
namespace {

const char* name_of(case_result::outcome what) {
  switch (what) {
    case case_result::outcome::passed: return "passed";
    case case_result::outcome::failed: return "failed";
    default: return "skipped";
  }
}

const char* name_of(utterance::speaker who) {
  switch (who) {
    case utterance::speaker::client: return "client";
    case utterance::speaker::gateway: return "gateway";
    case utterance::speaker::to_engine: return "to engine";
    default: return "engine";
  }
}

std::string case_object(const case_result& each) {
  std::string text = "{\"file\":" + json_quoted(each.file) + ",\"name\":" + json_quoted(each.name) + ",\"outcome\":\"" +
                     name_of(each.what) + "\",\"seconds\":" + std::to_string(each.seconds);
  if (!each.skipped_because.empty()) text += ",\"reason\":" + json_quoted(each.skipped_because);
  if (each.what == case_result::outcome::failed) {
    text += ",\"why\":" + json_quoted(each.why) + ",\"expected\":" + json_quoted(each.expected) + ",\"complaints\":[";
    for (std::size_t i = 0; i < each.complaints.size(); ++i)
      text += (i == 0 ? "" : ",") + json_quoted(each.complaints[i]);
    text += "],\"said\":[";
    for (std::size_t i = 0; i < each.said.size(); ++i)
      text += std::string(i == 0 ? "" : ",") + "{\"by\":\"" + name_of(each.said[i].who) +
              "\",\"bytes\":" + json_quoted(each.said[i].bytes) + "}";
    text += "]";
  }
  return text + "}";
}

}  // namespace

std::string json_report(const run_result& run) {
  std::string text = "{\"format\":1,\"target\":" + json_quoted(run.target) + ",\"mode\":" + json_quoted(run.mode) +
                     ",\"when\":" + json_quoted(run.when);
  for (const auto what : {case_result::outcome::passed, case_result::outcome::failed, case_result::outcome::skipped})
    text += std::string(",\"") + name_of(what) + "\":" + std::to_string(run.count(what));
  text += ",\"cases\":[";
  for (std::size_t i = 0; i < run.cases.size(); ++i) text += (i == 0 ? "\n" : ",\n") + case_object(run.cases[i]);
  return text + "]}\n";
}

}  // namespace ramal::contract
