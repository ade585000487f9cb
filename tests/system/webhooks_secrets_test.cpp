// Webhooks: secrets are nowhere but where they belong, and no delivery comes back to us (contracts/webhooks.md section 12).
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/system/event_bot.hpp"
#include "tests/system/live_gateway.hpp"
#include "tests/system/spellings.hpp"

namespace ramal::system_tests {
namespace {

const std::string path = "/hooks/native/";
const std::string caller = "5511977776666";

std::string base64_of(const std::string& bytes) {
  std::string made(bytes.size() * 2 + 4, '\0');
  const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(made.data()),
                                    reinterpret_cast<const unsigned char*>(bytes.data()),
                                    static_cast<int>(bytes.size()));
  made.resize(static_cast<std::size_t>(size));
  return made;
}

std::string hex_hmac(const std::string& key, const std::string& body) {
  std::array<unsigned char, 32> bytes{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(body.data()),
       body.size(), bytes.data(), nullptr);
  std::string made;
  for (const unsigned char byte : bytes) {
    constexpr const char* digits = "0123456789abcdef";
    made += {digits[byte >> 4], digits[byte & 15]};
  }
  return made;
}

// All that a key with a webhook must keep to itself.
struct webhook_secrets {
  std::string hook = random_secret("hook-"), old_hook = random_secret("old-"), native = random_secret("ps_"),
              native_secret = random_secret("sign-"), token = random_secret("inst-"), query = random_secret("query-"),
              authorization = random_secret("auth-"), signing = random_secret("whk-");

  bool is_signed = true;  // by the engine

  std::string key(const std::string& url) const {
    const std::string of_engine = is_signed ? ", native_secrets: [" + native_secret + "]" : "";
    const std::string of_bot = ", instance_token: " + token + ", secrets: [\"whsec_" + base64_of(signing) +
                               "\"], headers: [{name: Authorization, value: \"Bearer " + authorization + "\"}]";
    return std::string("[{name: shop, number: \"+5511900000001\", client_key: ") + client_key +
           ", native_key: " + native + ", webhook: {hook: " + hook + ", old_hook: " + old_hook + of_engine +
           ", url: \"" + url + "?token=" + query + "\"" + of_bot + "}}]";
  }
  with settings(const std::string& url) const {
    return {{"keys", key(url)}, {"webhooks.store", "\"${dir}/outbox.db\""}, {"log.level", "trace"}};
  }
  std::vector<std::string> all() const {
    return {hook, old_hook, native, native_secret, token, query, authorization, signing, base64_of(signing)};
  }
};

void check_absent(const std::string& where, const std::string& bytes, const std::string& secret) {
  for (const auto& spelling : spellings(secret)) {
    INFO(where << " holds " << spelling);
    CHECK(bytes.find(spelling) == std::string::npos);
  }
}

std::string event_of(const std::string& call, const std::string& note) {
  return R"({"event":"call.ended","callId":")" + call + R"(","externalCallId":")" + call +
         R"(","direction":"INBOUND","status":"COMPLETED","from":"+)" + caller +
         R"(","to":"+5511900000001","timestamp":"2026-07-03T15:00:00.412Z","note":")" + note + "\"}";
}

std::string posted(const std::string& target, const std::string& body, const std::string& signature,
                   const std::string& fields = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: calls.example\r\nx-pilot-status-signature: " + signature + "\r\n" +
         fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// A bot that fails in every way, with the request that it got in what it answers, before it takes an event.
std::string bad_answer(std::size_t number, const std::string& request, const std::string& query) {
  switch (number) {
    case 0: return bot_answer("500 Failed", request);
    case 1: return "HTTP/1.1 302 Found\r\nLocation: /bot?token=" + query + "\r\nContent-Length: 0\r\n\r\n";
    case 2: return request;
    case 3: return "";
    case 4: return bot_answer("503 Busy " + query, request.substr(request.find("Authorization")));
    default: return bot_answer("200 OK", request);
  }
}

}  // namespace

TEST_CASE("W18 K3 hooks, signing secrets and tokens of webhooks are in no log, no answer and no command line") {
  const webhook_secrets secrets;
  const auto stranger = random_secret("st-"), in_body = random_secret("body-");
  std::atomic<std::size_t> number{0};
  const event_bot bot([&](const std::string& request) { return bad_answer(number++, request, secrets.query); });
  gateway both(secrets.settings(bot.url()));
  std::string answers;
  const auto post_event = [&](const std::string& target, const std::string& body, const std::string& signature,
                              const std::string& fields = "") {
    const answer seen = both.ask(posted(target, body, signature, fields));
    answers += seen.raw;
    return seen.status;
  };
  for (int i = 0; i < 6; ++i) {
    const std::string body = event_of("call_" + std::to_string(i), in_body);
    CHECK(post_event(path + (i % 2 == 0 ? secrets.hook : secrets.old_hook), body,
                     hex_hmac(secrets.native_secret, body)) == 200);
  }
  const std::string body = event_of("call_x", in_body), good = hex_hmac(secrets.native_secret, body);
  for (const std::string& hook : {secrets.hook, secrets.old_hook, stranger}) {
    const bool known = hook != stranger;
    CHECK(post_event(path + hook, body, stranger) == (known ? 401 : 404));
    CHECK(post_event(path + hook, "{" + in_body, hex_hmac(secrets.native_secret, "{" + in_body)) ==
          (known ? 400 : 404));
    CHECK(post_event(path + hook, body, good, "X-Ramal-Hop: 1\r\n") == (known ? 508 : 404));
    CHECK(post_event(path + hook, body, good, "Content-Encoding: " + stranger + "\r\n") == (known ? 415 : 404));
    for (const std::string& odd :
         {path + hook + "/x", path + hook + "x", "/" + hook, "/hooks/" + hook, path + hook + "?a=" + in_body})
      post_event(odd, body, good);
    answers += both.ask("GET " + path + hook + " HTTP/1.1\r\nHost: a\r\n\r\n").raw;
    answers += both.ask("GET " + hook + " HTTP/1.1\r\nHost: a\r\n\r\n").raw;
    // whatever else a client calls its request is for the log
    if (known) answers += both.ask(get("/call/list", "X-Request-Id: " + hook + "\r\n")).head.start_line;
  }
  CHECK(bot.wait_for(11));  // six events, five of them again
  const auto command_line = read_file("/proc/" + std::to_string(both.program.pid()) + "/cmdline");
  CHECK(both.program.stop() == 0);
  const auto logs = both.program.access_log() + both.program.stderr_text() + both.program.stdout_text();
  CHECK(logs.find("shop") != std::string::npos);
  CHECK(logs.find(caller) == std::string::npos);
  auto all = secrets.all();
  all.push_back(in_body);
  for (const auto& secret : all) {
    check_absent("an answer", answers, secret);
    check_absent("a log", logs, secret);
    check_absent("the command line", command_line, secret);
  }
  check_absent("a log", logs, stranger);
}

TEST_CASE(
    "W7 W18 K3 what a bot gets is signed and has its token, and the outbox keeps no other secret, which nobody else reads") {
  const webhook_secrets secrets;
  const event_bot bot;
  gateway both(secrets.settings(bot.url()));
  const std::string body = event_of("call_1", "a note");
  CHECK(both.ask(posted(path + secrets.hook, body, hex_hmac(secrets.native_secret, body))).status == 200);
  REQUIRE(bot.wait_for(1));
  const std::string request = bot.requests().at(0);
  CHECK(request.find("POST /bot?token=" + secrets.query + " HTTP/1.1\r\n") == 0);
  CHECK(request.find("\r\nAuthorization: Bearer " + secrets.authorization + "\r\n") != std::string::npos);
  CHECK(request.find("\r\nwebhook-signature: v1,") != std::string::npos);
  CHECK(request.find("\"instanceToken\":\"" + secrets.token + "\"") != std::string::npos);
  for (const auto& secret : {secrets.hook, secrets.old_hook, secrets.native, secrets.native_secret, secrets.signing})
    check_absent("a delivery", request, secret);
  CHECK(both.program.stop() == 0);
  std::size_t files = 0;
  for (const auto& each : std::filesystem::directory_iterator(both.program.directory())) {
    if (each.path().filename().string().rfind("outbox.db", 0) != 0 || !each.is_regular_file()) continue;
    ++files;
    struct stat seen {};
    REQUIRE(::stat(each.path().c_str(), &seen) == 0);
    CHECK((seen.st_mode & 077) == 0);
    const std::string kept = read_file(each.path());
    for (const auto& secret : secrets.all())
      if (secret != secrets.token) check_absent("the outbox", kept, secret);
  }
  CHECK(files >= 1);
}

TEST_CASE("W18 K3 a configuration with webhooks is checked and shown without its secrets") {
  const webhook_secrets secrets;
  temporary_directory folder;
  const auto file = (folder.path() / "ramal.yaml").string();
  const std::string fine = "keys: " + secrets.key("http://127.0.0.1:9/bot") + "\nwebhooks: {store: \"" +
                           (folder.path() / "outbox.db").string() + "\"}\n";
  for (const std::string& wrong : {std::string(), "workers: " + secrets.hook + "\n"}) {
    write_file(file, fine + wrong);
    for (const auto& words :
         {std::vector<std::string>{"check", "--config", file}, {"check", "--config", file, "--show"}}) {
      ramal_process program(words);
      CHECK((program.wait() == 0) == wrong.empty());
      const auto said = program.stdout_text() + program.stderr_text();
      for (const auto& secret : secrets.all())
        if (wrong.empty() || secret != secrets.hook) check_absent("what check says", said, secret);
    }
  }
}

TEST_CASE("W18 K3 what ramal webhooks prints of events has no secret and no whole phone number") {
  const webhook_secrets secrets;
  const event_bot bot([](const std::string&) { return bot_answer("410 Gone", "not for " + caller); });
  gateway both(secrets.settings(bot.url()));
  const std::string body = event_of("call_1", "a note");
  CHECK(both.ask(posted(path + secrets.hook, body, hex_hmac(secrets.native_secret, body))).status == 200);
  REQUIRE(bot.wait_for(1));
  const std::string request = bot.requests().at(0), name = "\r\nwebhook-id: ";
  const auto at = request.find(name) + name.size();
  const std::string id = request.substr(at, request.find("\r\n", at) - at);
  const std::string file = (both.program.directory() / "ramal.yaml").string();
  const auto say = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--config", file});
    ramal_process program(std::move(words));
    program.wait();
    return program.stdout_text() + program.stderr_text();
  };
  CHECK(eventually([&] { return say({"webhooks", "show", id}).find("410") != std::string::npos; }));
  const std::string said = say({"webhooks", "show", id}) + say({"webhooks", "list"}) + say({"webhooks", "replay", id}) +
                           say({"webhooks", "pause", "--key", "shop"}) + say({"webhooks", "resume", "--key", "shop"}) +
                           say({"webhooks", "drop", id});
  CHECK(said.find(id) != std::string::npos);
  CHECK(said.find(caller) == std::string::npos);
  for (const auto& secret : secrets.all()) check_absent("what is printed", said, secret);
}

TEST_CASE("W16 a delivery that leads to a hook of our own is not made") {
  const webhook_secrets secrets;
  live_gateway both(secrets.settings("http://127.0.0.1:9/bot"));
  const std::string own = "http://127.0.0.1:" + std::to_string(both.program.port()) + path + secrets.hook;
  both.write({{"keys", secrets.key(own)}});
  both.reload();
  const std::string body = event_of("call_1", "a note");
  CHECK(both.ask(posted(path + secrets.hook, body, hex_hmac(secrets.native_secret, body))).status == 200);
  CHECK(eventually([&] {
    return (both.program.access_log() + both.program.stderr_text()).find("is a listener of this gateway itself") !=
           std::string::npos;
  }));
  CHECK(both.program.stop() == 0);
  CHECK(both.program.access_log().find("LOOP") == std::string::npos);
}

TEST_CASE("W2 a delivery that somebody sends back to us ends there") {
  webhook_secrets secrets;
  secrets.is_signed = false;  // or what comes back is refused for that
  std::atomic<std::uint16_t> port{0};
  std::atomic<int> status{0};
  const event_bot bot([&](const std::string& request) {
    if (status != 0) return bot_answer("200 OK");
    raw_client back(port);  // as a proxy would
    back.send("POST " + path + secrets.hook + request.substr(request.find(" HTTP/1.1")));
    status = back.read_answer().status;
    return bot_answer("502 Bad Gateway");
  });
  auto settings = secrets.settings(bot.url());
  gateway both(settings);
  port = both.program.port();
  const std::string body = event_of("call_1", "a note");
  CHECK(both.ask(posted(path + secrets.hook, body, hex_hmac(secrets.native_secret, body))).status == 200);
  REQUIRE(bot.wait_for(2));
  CHECK(status == 508);
  CHECK(bot.requests().at(0).find("\r\nX-Ramal-Hop: 1\r\n") != std::string::npos);
}

}  // namespace ramal::system_tests
