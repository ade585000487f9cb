// U6: an engine that is never silent for long and never done. No byte of it makes the time longer.
#include <catch2/catch.hpp>

#include "tests/system/dripping_engine.hpp"
#include "tests/system/engine_failures.hpp"
#include "tests/system/tls_engine.hpp"

namespace ramal::system_tests {
namespace {

struct drip {
  const char* name;
  const char* start;
  const char* piece;
};

const drip drips[] = {{"a status line", "HTTP/1.1 200 ", "O"},
                      {"a field", "HTTP/1.1 200 OK\r\nX: ", "x"},
                      {"a field behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX: ", "x"},
                      {"a body with a length", "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n{", " "},
                      {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", "1\r\n \r\n"},
                      {"a body without an end", "HTTP/1.1 200 OK\r\n\r\n{", " "},
                      {"a failure's body", "HTTP/1.1 503 X\r\nContent-Length: 900000\r\n\r\n{", " "}};

const with short_times{{"engine.first_byte_timeout", "100ms"}, {"engine.total_timeout", "100ms"}};

}  // namespace

TEST_CASE("U6 an engine whose answer comes byte by byte has one total timeout for all of it") {
  for (const auto& each : drips)
    for (const auto& request : {a_start, a_list}) {
      CAPTURE(each.name, request);
      dripping_engine engine(each.start, each.piece);
      ramal_process program(gateway_yaml(engine.base_url(), short_times));
      raw_client client(program.port());
      client.send(request);
      check_failure(client.read_answer(), 504, "UPSTREAM_TIMEOUT", "unknown");
      CHECK(engine.requests() == 1);
    }
}

TEST_CASE("U6 an engine behind TLS whose answer comes byte by byte has one total timeout, too") {
  const auto authority = make_authority();
  dripping_engine engine("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n{", " ");
  tls_front front(make_server(authority, "localhost"), engine.port());
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  with settings = short_times;
  settings.emplace_back("engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\"");
  ramal_process program(gateway_yaml(front.base_url(), settings));
  raw_client client(program.port());
  for (const auto& request : {a_start, a_list}) {
    client.send(request);
    check_failure(client.read_answer(), 504, "UPSTREAM_TIMEOUT", "unknown");
  }
  CHECK(engine.requests() == 2);
}

}  // namespace ramal::system_tests
