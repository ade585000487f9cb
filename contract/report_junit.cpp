#include "contract/reports.hpp"

namespace ramal::contract {
namespace {

using outcome = case_result::outcome;

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + markup_escaped(value) + "\"";
}

std::string test_case(const case_result& each) {
  std::string text = "  <testcase" + attribute("classname", each.file.substr(0, each.file.rfind('.'))) +
                     attribute("name", each.name) + attribute("time", std::to_string(each.seconds));
  if (each.what == outcome::passed) return text + "/>\n";
  text += ">\n";
  if (each.what == outcome::skipped) text += "    <skipped" + attribute("message", each.skipped_because) + "/>\n";
  else {
    text += "    <failure" + attribute("message", each.complaints.empty() ? each.why : each.complaints.front()) + ">";
    for (const auto& complaint : each.complaints) text += markup_escaped(complaint) + "\n";
    text += "</failure>\n";
  }
  return text + "  </testcase>\n";
}

}  // namespace

std::string junit_report(const run_result& run) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite" +
                     attribute("name", "ramal contract " + run.mode + " " + run.target) +
                     attribute("tests", std::to_string(run.cases.size())) +
                     attribute("failures", std::to_string(run.count(outcome::failed))) +
                     attribute("skipped", std::to_string(run.count(outcome::skipped))) +
                     attribute("time", std::to_string(run.seconds())) +
                     (run.when.size() < 19
                          ? ""
                          : attribute("timestamp", run.when.substr(0, 10) + "T" + run.when.substr(11, 8))) +
                     " errors=\"0\">\n";
  for (const auto& each : run.cases) text += test_case(each);
  return text + "</testsuite>\n";
}

}  // namespace ramal::contract
