#include "config/locate.hpp"

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

std::string place_of(const std::string& path, const std::string& text, const environment& variables = {}) {
  problem found;
  found.path = path;
  found.text = "is wrong";
  locate_in(found, "test.yaml", text, variables);
  return to_text(found);
}

const std::string two = R"(listeners:
  - address: 127.0.0.1:1
  - address: 127.0.0.1:2
    tls:
      certificates:
        - cert_file: a.crt
          key_file: a.key
engine: {client_key_file: b.key}
)";

}  // namespace

TEST_CASE("a key is found by its path") {
  CHECK(place_of("listeners[1].tls.certificates[0].cert_file", two) ==
        "test.yaml:6:22: listeners[1].tls.certificates[0].cert_file: is wrong");
  CHECK(place_of("listeners[1].tls.certificates[0].key_file", two) ==
        "test.yaml:7:21: listeners[1].tls.certificates[0].key_file: is wrong");
  CHECK(place_of("engine.client_key_file", two) == "test.yaml:8:27: engine.client_key_file: is wrong");
}

TEST_CASE("of a key that is not there the nearest one above it is found") {
  CHECK(place_of("engine.ca_file", two) == "test.yaml:8:9: engine.ca_file: is wrong");
  CHECK(place_of("listeners[7].tls", two) == "test.yaml:2:3: listeners[7].tls: is wrong");
  CHECK(place_of("limits.connections", two) == "test.yaml: limits.connections: is wrong");
  CHECK(place_of("", two) == "test.yaml: is wrong");
  CHECK(place_of("engine.ca_file", "a: [") == "test.yaml: engine.ca_file: is wrong");
}

TEST_CASE("a value of the environment is found there") {
  CHECK(place_of("engine.client_key_file", two, {{"RAMAL_ENGINE_CLIENT_KEY_FILE", "c.key"}})
            .starts_with("environment variable RAMAL_ENGINE_CLIENT_KEY_FILE: engine.client_key_file"));
}

}  // namespace ramal::config
