#include "engine/request_head.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace ramal::engine {

namespace {

namespace http = boost::beast::http;
using boost::beast::iequals;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

response bad_request(std::string_view note) {
  response made = refuse(400, "Bad request");
  made.note = note;
  return made;
}

// `gzip, chunked` and the like would be taken as no body at all.
std::string_view framing_problem(const request_head& head) {
  const auto codings = head.count(http::field::transfer_encoding);
  const auto lengths = head.count(http::field::content_length);
  if (lengths > 1) return "more than one Content-Length";
  if (lengths == 1 &&
      !std::ranges::all_of(head[http::field::content_length], [](char c) { return c >= '0' && c <= '9'; })) {
    return "Content-Length is no number";
  }
  if (codings == 0) return "";
  if (lengths > 0) return "Content-Length and Transfer-Encoding together";
  if (codings > 1 || !iequals(head[http::field::transfer_encoding], "chunked")) {
    return "Transfer-Encoding is not chunked";
  }
  return head.version() < 11 ? "Transfer-Encoding in HTTP/1.0" : "";
}

std::string_view host_problem(const request_head& head) {
  const auto hosts = head.count(http::field::host);
  if (hosts > 1) return "more than one Host";
  return hosts == 0 && head.version() >= 11 ? "no Host" : "";
}

}  // namespace

std::optional<response> problem_of(const request_head& head) {
  if (const std::string_view problem = framing_problem(head); !problem.empty()) return bad_request(problem);
  if (const std::string_view problem = host_problem(head); !problem.empty()) return bad_request(problem);
  const std::string expected = joined(head, "expect");
  if (head.version() < 11 || expected.empty() || iequals(expected, "100-continue")) return std::nullopt;
  return refuse(417, "Expectation failed");
}

bool waits_for_continue(const request_head& head) {
  return head.version() >= 11 && iequals(joined(head, "expect"), "100-continue");
}

std::string joined(const request_head& head, std::string_view name) {
  std::string all;
  const auto [begin, end] = head.equal_range(boost::beast::string_view(name));
  for (auto line = begin; line != end; ++line) {
    if (!all.empty()) all += ", ";
    all += std::string_view(line->value());
  }
  return all;
}

bool has_element(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (iequals(boost::beast::string_view(trimmed(list.substr(0, end))), boost::beast::string_view(wanted)))
      return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

target_parts split_target(std::string_view target) {
  const std::size_t scheme_end = target.find("://");
  if (target.starts_with('/') || scheme_end == target.npos) return {"", target.empty() ? "/" : target};
  const std::string_view rest = target.substr(scheme_end + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  // a query without a path in front of it names no route
  const std::string_view path = rest.substr(end);
  return {rest.substr(0, end), path.starts_with('/') ? path : "/"};
}

}  // namespace ramal::engine
