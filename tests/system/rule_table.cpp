#include "tests/system/rule_table.hpp"

#include <catch2/catch.hpp>

namespace ramal::system_tests {
namespace {

constexpr std::size_t most_split = 2'000;  // longer rows are sent whole only

void send(raw_client& client, const std::string& bytes, bool byte_by_byte) {
  // the peer may have refused and gone before the last byte
  if (byte_by_byte) client.send_split(bytes, {1});
  else client.send(bytes);
}

void check_refusal(gateway& both, const refused_row& row, bool byte_by_byte) {
  CAPTURE(row.name, byte_by_byte, visible(row.bytes.substr(0, 600)));
  const auto before = both.engine.requests().size();
  auto client = both.connect();
  send(client, row.bytes + get("/call/list"), byte_by_byte);
  const auto seen = client.read_answer();
  CHECK(seen.error == "");
  CHECK(seen.status == row.status);
  CHECK(code_of(seen) == row.code);
  CHECK(says_close(seen));
  CHECK(client.is_closed_by_peer());
  CHECK(both.engine.requests().size() == before);
}

void check_acceptance(gateway& both, const accepted_row& row, bool byte_by_byte) {
  CAPTURE(row.name, byte_by_byte, visible(row.bytes.substr(0, 600)));
  const auto before = both.engine.requests().size();
  auto client = both.connect();
  send(client, row.bytes, byte_by_byte);
  const auto seen = client.read_answer();
  CHECK(seen.error == "");
  CAPTURE(seen.raw);
  CHECK(seen.status == row.status);
  CHECK_FALSE(says_close(seen));
  const auto requests = both.engine.requests();
  CHECK(requests.size() == before + row.engine_sees);
  if (!row.body.empty() && !requests.empty()) CHECK(requests.back().body == row.body);
  client.send(get("/server/ok"));
  CHECK(client.read_answer().body == R"({"status":"ok"})");
}

void replace_first(std::string& in, const std::string& part, const std::string& by) {
  if (const auto at = in.find(part); at != std::string::npos) in.replace(at, part.size(), by);
}

// Whatever comes in front of the first line, or within it, stays.
std::string moved_to_hook(std::string bytes) {
  const std::string mount = default_mount, before = bytes, at_hook = " /hooks/native/" + std::string(hook);
  replace_first(bytes, "POST " + mount + "/call/start", "POST" + at_hook);
  replace_first(bytes, "GET " + mount + "/call/list", "POST" + at_hook);
  REQUIRE(bytes != before);
  replace_first(bytes, "apikey: " + std::string(client_key) + "\r\n", "");
  replace_first(bytes, std::string(plain_body).substr(1), std::string(odd_event).substr(1));
  return bytes;
}

}  // namespace

std::vector<refused_row> and_at_hook(std::vector<refused_row> rows) {
  for (std::size_t i = 0, count = rows.size(); i < count; ++i) {
    refused_row made = rows[i];
    made.name += " (hook)";
    made.bytes = moved_to_hook(made.bytes);
    if (made.code == "PAYLOAD_TOO_LARGE") made.code = "BODY_TOO_LARGE";
    rows.push_back(made);
  }
  return rows;
}

std::vector<accepted_row> and_at_hook(std::vector<accepted_row> rows) {
  for (std::size_t i = 0, count = rows.size(); i < count; ++i)
    rows.push_back({rows[i].name + " (hook)", moved_to_hook(rows[i].bytes), 200, 0});
  return rows;
}

void check_refused(gateway& both, const std::vector<refused_row>& rows) {
  for (const auto& row : rows) {
    check_refusal(both, row, false);
    if (row.bytes.size() <= most_split) check_refusal(both, row, true);
  }
}

void check_accepted(gateway& both, const std::vector<accepted_row>& rows) {
  for (const auto& row : rows) {
    check_acceptance(both, row, false);
    if (row.bytes.size() <= most_split) check_acceptance(both, row, true);
  }
}

std::string start_with(const std::string& fields, const std::string& behind) {
  return start_head() + fields + "\r\n" + behind;
}

std::string chunked_start(const std::string& chunks) { return start_with("Transfer-Encoding: chunked\r\n", chunks); }

std::vector<refused_row> bad_chunks(const std::vector<std::string>& bodies) {
  std::vector<refused_row> rows;
  for (const auto& body : bodies) rows.push_back({body, chunked_start(body), 400, "BAD_CHUNK"});
  return rows;
}

std::string list_with(const std::string& fields) { return get("/call/list", fields); }

std::string with_line(const std::string& line) {
  return line + "\r\nHost: ramal.example\r\napikey: " + client_key + "\r\n\r\n";
}

}  // namespace ramal::system_tests
