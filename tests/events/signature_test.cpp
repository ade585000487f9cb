// Signatures of the engine and of deliveries (webhooks.md sections 3, 6 and 15). The values are of Python's hmac.
#include "events/delivery_headers.hpp"
#include "events/digest.hpp"
#include "events/engine_signature.hpp"
#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

const std::string received_body =
    R"({"event":"call.ringing","callId":"call_01K9Z","externalCallId":"9F2C5D7A01B34E668C10D2F4A7B95E31","direction":"INBOUND","status":"RINGING","from":"5511977776666","to":"5511900000001","timestamp":"2026-07-03T15:00:00.412Z"})";
const std::string first_signature = "7cb8860a743366afc47d238d3bee783ee27c210617ae326b7f31c1ab1c5f19ff",
                  second_signature = "f7ab39cf036eae27d8226bee237fcdba6e438063d3233647dbe5dcc69e55a3d5";
const std::vector<std::string> secrets = {"example-native-secret", "second-native-secret"};

bool is_signed(std::string_view value) { return is_signed_by_engine(value, received_body, secrets); }

std::string delivered_body() {
  destination to = bot();
  to.instance_token = "the-old-instance-token";
  return only_body(received_body, to);
}

signing_secret secret_of(std::string_view text) {
  const auto secret = signing_secret::parse(text);
  REQUIRE(secret);
  return *secret;
}

std::string of_bytes(std::size_t count) { return "whsec_" + base64(std::string(count, 'k')); }

}  // namespace

TEST_CASE("W5 the engine's signature is right with and without its prefix, in any case, under either secret") {
  std::string upper = first_signature;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  for (const std::string& value : {first_signature, "sha256=" + first_signature, upper, "SHA256=" + upper,
                                   second_signature, "sha256=" + second_signature}) {
    INFO(value);
    CHECK(is_signed(value));
  }
}

TEST_CASE("W5 any other signature is wrong") {
  std::string last_digit = first_signature, first_digit = first_signature;
  last_digit.back() = 'e';
  first_digit.front() = '8';
  for (const std::string& value :
       {std::string(), std::string("sha256="), last_digit, first_digit, first_signature.substr(1),
        first_signature + "0", "sha1=" + first_signature, "sha256=sha256=" + first_signature, " " + first_signature,
        first_signature + " ", first_signature + "," + second_signature, std::string(64, '0'), std::string(64, 'g')}) {
    INFO(value);
    CHECK_FALSE(is_signed(value));
  }
  CHECK_FALSE(is_signed_by_engine(first_signature, received_body + " ", secrets));
  CHECK_FALSE(is_signed_by_engine(first_signature, received_body, {}));
  CHECK_FALSE(is_signed_by_engine(first_signature, received_body, std::vector<std::string>{"another secret"}));
}

TEST_CASE("a secret of deliveries is whsec_ and the base64 of 24 to 64 bytes") {
  for (const std::size_t good : {24U, 25U, 32U, 64U}) CHECK(signing_secret::parse(of_bytes(good)));
  for (const std::size_t bad : {0U, 1U, 23U, 65U, 100U}) CHECK_FALSE(signing_secret::parse(of_bytes(bad)));
  const std::string text = of_bytes(25);  // ends with two =
  CHECK_FALSE(signing_secret::parse(""));
  CHECK_FALSE(signing_secret::parse(text.substr(6)));
  CHECK_FALSE(signing_secret::parse("WHSEC_" + text.substr(6)));
  CHECK_FALSE(signing_secret::parse(text + "\n"));
  CHECK_FALSE(signing_secret::parse("whsec_ " + text.substr(6)));
  CHECK_FALSE(signing_secret::parse(text.substr(0, text.size() - 2)));
  CHECK_FALSE(signing_secret::parse(text.substr(0, text.size() - 3) + "x=="));  // bits behind the last byte
  CHECK_FALSE(signing_secret::parse(text.substr(0, text.size() - 4) + "=" + text.substr(text.size() - 3)));
  CHECK_FALSE(signing_secret::parse("whsec_" + std::string(32, '-')));
}

TEST_CASE("W7 a delivery is signed as Standard Webhooks says, with one value for each secret") {
  const std::vector<signing_secret> one = {secret_of("whsec_cmFtYWwtZXhhbXBsZS1zZWNyZXQtMjQh")};
  const std::vector<signing_secret> two = {one[0], secret_of("whsec_YW5vdGhlciBzZWNyZXQgb2YgMzIgYnl0ZXMsIHllcyE=")};
  const std::string body = delivered_body();
  const std::string_view id = "rml_3xcuynan5vx43zspc6k6yv5b7d";
  CHECK(delivery_signature({}, id, "1783090800", body).empty());
  CHECK(delivery_signature(one, id, "1783090800", body) == "v1,DuUiUFO6WI/uS6j+5v52nPD9MnQDvJYZoexjxsXlkQQ=");
  CHECK(delivery_signature(two, id, "1783090800", body) ==
        "v1,DuUiUFO6WI/uS6j+5v52nPD9MnQDvJYZoexjxsXlkQQ= v1,3kPNe08F2xQQ7HihIqR2dXipx+ut6kKF8e09cT5epxM=");
}

TEST_CASE("a delivery has the headers of the contract, and no signature without a secret") {
  const std::string body = delivered_body();
  attempt of;
  of.id = "rml_3xcuynan5vx43zspc6k6yv5b7d";
  of.body = body;
  of.native_event = "call.ringing";
  of.number = 2;
  of.at = at("2026-07-03T15:00:00.999Z");
  of.version = "1.4.0";
  const auto lines = [&](const std::vector<signing_secret>& with) {
    std::string text;
    for (const auto& [name, value] : delivery_headers(of, with)) text += std::string(name) + ": " + value + "\n";
    return text;
  };
  const std::string before =
      "Content-Type: application/json\nUser-Agent: Ramal/1.4.0\nwebhook-id: rml_3xcuynan5vx43zspc6k6yv5b7d\n"
      "webhook-timestamp: 1783090800\n";
  const std::string behind = "X-Ramal-Event: call.ringing\nX-Ramal-Attempt: 2\nX-Ramal-Hop: 1\n";
  CHECK(lines({}) == before + behind);
  CHECK(lines({secret_of("whsec_cmFtYWwtZXhhbXBsZS1zZWNyZXQtMjQh")}) ==
        before + "webhook-signature: v1,DuUiUFO6WI/uS6j+5v52nPD9MnQDvJYZoexjxsXlkQQ=\n" + behind);
}

TEST_CASE("digests are written as RFC 4648 says") {
  CHECK(hex(std::string_view("\x00\x7f\xff", 3)) == "007fff");
  CHECK(base32_lower("").empty());
  CHECK(base32_lower("f") == "my");
  CHECK(base32_lower("fo") == "mzxq");
  CHECK(base32_lower("foo") == "mzxw6");
  CHECK(base32_lower("foob") == "mzxw6yq");
  CHECK(base32_lower("fooba") == "mzxw6ytb");
  CHECK(base32_lower("foobar") == "mzxw6ytboi");
  for (const auto& [plain, text] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}}) {
    CHECK(base64(plain) == text);
    CHECK(decode_base64(text) == plain);
  }
}

}  // namespace ramal::events
