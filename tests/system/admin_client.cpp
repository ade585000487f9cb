#include "tests/system/admin_client.hpp"

#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"

namespace ramal::system_tests {
namespace {

std::uint16_t port_in_log(const ramal_process& program) {
  const std::string mark = "admin interface on 127.0.0.1:";
  std::string text;
  REQUIRE(eventually([&] {
    text = program.stderr_text();
    const auto at = text.find(mark);
    return at != std::string::npos && text.find('\n', at) != std::string::npos;
  }));
  return static_cast<std::uint16_t>(std::stoul(text.substr(text.find(mark) + mark.size())));
}

}  // namespace

with with_admin(const with& more) {
  with all{{"admin.address", "\"127.0.0.1:0\""}, {"admin.token", admin_token}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

admin_client::admin_client(const ramal_process& program) : port_(port_in_log(program)) {}

answer admin_client::get(const std::string& path, const std::string& fields) const {
  return ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields + "\r\n");
}

answer admin_client::change(const std::string& path, const std::string& body, const std::string& fields) const {
  return ask("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields +
             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

answer admin_client::ask(const std::string& request) const {
  raw_client client(port_);
  client.send(request);
  return client.read_answer();
}

exposition admin_client::metrics() const {
  const answer got = get("/metrics");
  CHECK(got.status == 200);
  exposition read = read_exposition(got.body);
  for (const std::string& mistake : read.mistakes) FAIL_CHECK(mistake);
  return read;
}

bool admin_client::counts(const std::string& line) const {
  return eventually([&] { return ("\n" + get("/metrics").body).find("\n" + line + "\n") != std::string::npos; });
}

bool admin_client::becomes(const std::string& series, double value) const {
  return eventually([&] { return metrics().value(series) == value; });
}

bool admin_client::becomes_ready(bool ready) const {
  return eventually([&] { return get("/readyz").status == (ready ? 200 : 503); });
}

std::string admin_client::with_token() { return std::string("Authorization: Bearer ") + admin_token + "\r\n"; }

std::string admin_client::as_change() {
  return with_token() + "X-Ramal-Admin: 1\r\nContent-Type: application/json\r\n";
}

}  // namespace ramal::system_tests
