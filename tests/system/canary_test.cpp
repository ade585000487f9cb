// K3: keys and tokens, fresh in every run, that must be found nowhere but where they belong.
#include <catch2/catch.hpp>

#include <cctype>
#include <csignal>

#include "tests/system/requests.hpp"
#include "tests/system/spellings.hpp"

namespace ramal::system_tests {
namespace {

void check_absent(const std::string& where, const std::string& bytes, const std::string& secret) {
  for (const auto& spelling : spellings(secret)) {
    INFO(where << " holds " << spelling);
    CHECK(bytes.find(spelling) == std::string::npos);
  }
}

// Keys in files, with characters that are escaped wherever they are printed.
struct secret_ring {
  secret_ring() {
    write_file(folder.path() / "client", client + "\n");
    write_file(folder.path() / "native", native + "\n");
    write_file(folder.path() / "id", native_id);
  }
  std::string yaml() const {
    const auto path = [&](const char* name) { return (folder.path() / name).string(); };
    return "[{name: one, client_key_file: " + path("client") + ", native_key_file: " + path("native") +
           "}, {name: two, client_key: " + second_client + ", native_key_id_file: " + path("id") + "}]";
  }
  std::vector<std::string> all() const { return {client, native, second_client, native_id}; }

  temporary_directory folder;
  std::string client = random_secret("ck-", true), native = random_secret("ps_", true);
  std::string second_client = random_secret("ck2-"), native_id = random_secret("kid_", true);
};

// Everything that is in a directory, but the configuration and the secrets' own files.
std::string contents_of(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder))
    if (each.is_regular_file() && each.path().filename() != "ramal.yaml") all += read_file(each.path());
  return all;
}

std::string with_key(std::string request, const std::string& key) {
  const auto at = request.find(client_key);
  return at == std::string::npos ? request : request.replace(at, std::string(client_key).size(), key);
}

std::string percent_encoded(const std::string& text) {
  std::string made;
  for (const char c : text) {
    constexpr const char* digits = "0123456789ABCDEF";
    made += {'%', digits[static_cast<unsigned char>(c) >> 4], digits[c & 15]};
  }
  return made;
}

// The same, of what has to be.
std::string percent_escaped(const std::string& text) {
  std::string made;
  for (const char c : text)
    made += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'
                ? std::string(1, c)
                : percent_encoded(std::string(1, c));
  return made;
}

// As a JSON string.
std::string json_of(const std::string& text) {
  std::string made = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') made += '\\';
    made += c;
  }
  return made + "\"";
}

engine_reply session_with(const std::string& token) {
  return json_reply(200, R"({"wsUrl":"wss://media.example/ws?token=)" + token + R"(","token":")" + token +
                             R"(","expiresInSeconds":120})");
}

}  // namespace

TEST_CASE("K3 keys, tokens, queries and bodies are found in no log, no error and no command line") {
  const secret_ring ring;
  const auto stranger = random_secret("st-", true), token = random_secret("tk-");
  const auto in_body = random_secret("body-"), in_query = random_secret("query-");
  fake_engine engine(success_of);
  engine.expect_keys({ring.native, ring.native_id});
  ramal_process program(gateway_yaml(engine.base_url(), {{"log.level", "trace"}, {"keys", ring.yaml()}}));
  const auto command_line = read_file("/proc/" + std::to_string(program.pid()) + "/cmdline");
  std::string to_clients;
  const auto ask = [&](const std::string& request, const std::string& key) {
    raw_client client(program.port());
    client.send(with_key(request, key));
    return client.read_answer();
  };
  for (const auto& key : {ring.client, ring.second_client}) {
    engine.reply_next(session_with(token));
    const auto session = ask(post("/call/media/realtime/session", R"({"callId":"c"})"), key);
    CHECK(session.status == 200);
    CHECK(session.body.find(token) != std::string::npos);  // its owner may have it
    const auto note = [&](const std::string& request) { to_clients += ask(request, key).raw; };

    engine.reply_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));     // its ids are in the log
    to_clients += ask(post("/call/start", start_body(in_body)), key).head.start_line;  // the body is the owner's, too
    note(get("/call/list?limit=5&x=" + in_query));
    note(get("/call/list", "apikey: " + stranger + "\r\n"));
    note(get("/call/list", "apikey " + stranger + "\r\n"));  // a bad header line
    note(get("/call/list", "X-Request-Id: " + stranger + "\r\nOrigin: " + stranger + "\r\n"));
    note(get("/call/list", "Content-Length: " + stranger + "\r\n"));
    note(get("/call/list", "Expect: " + stranger + "\r\n"));
    note(get("/" + stranger));
    for (const auto& known : ring.all())
      for (const auto& typed : {known, percent_encoded(known)}) {
        for (const char* path : {"/call/get/", "/call/", "/", "/send/", "/call/list/x/"}) {
          note(get(path + typed));
          note(post(path + typed, "{}"));
        }
        note(get("/" + typed + "/call/list"));
        note(get("/call/list&apikey=" + typed));
        note(get("/call/get?callId=" + typed));
        note("GET " + typed + " HTTP/1.1\r\n\r\n");
        note("GET http://" + typed + "@host/call/list HTTP/1.1\r\nHost: host\r\n\r\n");
      }
    for (const auto& known : ring.all()) {
      // its answer names the id that was sent
      to_clients += ask(post("/call/hangup", R"({"callId":)" + json_of(known) + "}"), key).head.start_line;
      note(post("/call/get", R"({"data":{"id":)" + json_of("Bearer " + known) + "}}"));
    }
    note(key + " / HTTP/1.1\r\n\r\n");
    note(post("/call/start", R"({"number":")" + in_body + "\"}"));
    note(post("/call/start", "{" + in_body));
    engine.reply_next(json_reply(401, R"({"error":"Unauthorized"})"));
    note(get("/call/list"));
    for (const auto& native : {ring.native, ring.native_id}) {
      engine.reply_next({"HTTP/1.1 200 OK\r\nX-Echo: " + native + "\r\nbroken\r\n\r\n"});
      note(get("/call/list"));
    }
    engine.reply_next(broken_reply());
    note(post("/call/start", start_body(in_body)));
  }
  to_clients += ask(get("/call/list"), stranger).raw;
  CHECK(program.stop() == 0);

  const auto logs = program.access_log() + program.stderr_text() + program.stdout_text();
  CHECK_FALSE(program.access_log().empty());
  auto secrets = ring.all();
  secrets.insert(secrets.end(), {stranger, token});
  for (const auto& secret : secrets) check_absent("an answer", to_clients, secret);
  secrets.insert(secrets.end(), {in_body, in_query});
  for (const auto& secret : secrets) {
    check_absent("a log", logs, secret);
    check_absent("the command line", command_line, secret);
  }
}

TEST_CASE("K3 by the native door keys, queries and bodies are found in no log and no error") {
  const secret_ring ring;
  const auto stranger = random_secret("st-", true), token = random_secret("tk-");
  const auto in_body = random_secret("body-"), in_query = random_secret("query-");
  fake_engine engine(success_of);
  engine.expect_keys({ring.native, ring.native_id});
  engine.expect_door(door::native);
  ramal_process program(gateway_yaml(engine.base_url(), {{"log.level", "trace"}, {"keys", ring.yaml()}}));
  std::string to_clients;
  const auto ask = [&](const std::string& request, const std::string& key) {
    raw_client client(program.port());
    client.send(with_key(request, key));
    return client.read_answer();
  };
  const auto json = [](const std::string& text) { return R"({"to":)" + json_of(text) + "}"; };
  for (const auto& key : {ring.client, ring.second_client}) {
    const auto note = [&](const std::string& request) { to_clients += ask(request, key).raw; };
    engine.reply_next(session_with(token));
    const auto session = ask(natively("POST", "/v1/calls/c/realtime-session", R"({"mode":"talk"})"), key);
    CHECK(session.body.find(token) != std::string::npos);  // its owner may have it
    note(natively("GET", "/v1/calls?limit=5&x=" + in_query + "&before=" + in_query));
    note(natively("POST", "/v1/calls", json(in_body)));
    note(natively("PUT", "/v1/calls/settings", json(in_body)));
    note(natively("PUT", "/v1/calls/settings", in_body));
    note(natively("GET", "/v1/calls", "", "X-Request-Id: " + stranger + "\r\n"));
    for (const auto& known : ring.all()) {
      for (const auto& typed : {known, percent_encoded(known)}) {
        for (const char* path : {"/v1/calls/", "/v1/calls/settings/", "/v1/calls/a/"}) {
          note(natively("GET", path + typed));
          note(natively("POST", path + typed, "{}"));
        }
        note(natively("POST", "/v1/calls/" + typed + "/accept", "{}"));
        note(natively("GET", "/v1/calls/permissions?to=" + typed));
        note(natively("GET", "/v1/calls&apikey=" + typed));
      }
      note(natively("POST", "/v1/calls/permissions/request", json(known)));
    }
    const auto& own = key == ring.client ? ring.native : ring.native_id;  // the engine has seen no other
    for (const int status : {200, 201, 400, 401, 403, 500}) {
      engine.reply_next(json_reply(status, R"({"error":)" + json_of("echo " + own) + R"(,"code":"X"})"));
      note(natively("POST", "/v1/calls", "{}"));
      if (status < 400) continue;
      engine.reply_next(json_reply(status, R"({"error":"echo )" + percent_escaped(own) + R"(","code":"X"})"));
      note(natively("GET", "/v1/calls/settings"));
    }
  }
  to_clients += ask(natively("GET", "/v1/calls"), stranger).raw;
  CHECK(program.stop() == 0);

  const auto logs = program.access_log() + program.stderr_text() + program.stdout_text();
  CHECK(logs.find("\"route\":\"/v1/calls\"") != std::string::npos);
  auto secrets = ring.all();
  secrets.insert(secrets.end(), {stranger, token});
  for (const auto& secret : secrets) check_absent("an answer", to_clients, secret);
  secrets.insert(secrets.end(), {in_body, in_query});
  for (const auto& secret : secrets) check_absent("a log", logs, secret);
}

TEST_CASE("K3 K4 tokens of Evolution GO are found in no log, no error, no answer and no command line") {
  const secret_ring ring;
  const temporary_directory folder;
  const auto token = random_secret("tk-", true), admin = random_secret("ga-", true);
  const auto in_body = random_secret("body-"), in_query = random_secret("query-");
  write_file(folder.path() / "token", token + "\n");
  write_file(folder.path() / "admin", admin);
  const auto file = [&](const char* name) { return (folder.path() / name).string(); };
  const std::string keys = "[{name: one, client_key: " + ring.second_client + ", native_key: ps_demo_native_key, " +
                           "evolution_go_token_file: " + file("token") +
                           ", evolution_go_admin_key_file: " + file("admin") + "}]";
  fake_engine engine(success_of), go;
  go.expect_door(door::go);
  go.expect_keys({token, admin});
  ramal_process program(gateway_yaml(engine.base_url(), {{"log.level", "trace"},
                                                         {"evolution_go.base_url", "\"" + go.base_url() + "\""},
                                                         {"evolution_go.breaker_failures", "0"},
                                                         {"keys", keys}}));
  const auto command_line = read_file("/proc/" + std::to_string(program.pid()) + "/cmdline");
  std::string to_clients;
  const auto note = [&](const std::string& request) {
    raw_client client(program.port());
    client.send(with_key(request, ring.second_client));
    to_clients += client.read_answer().raw;
  };
  for (const auto& [path, sent] : {std::pair<std::string, std::string>("/user/info", token),
                                   std::pair<std::string, std::string>("/instance/all", admin)}) {
    for (const auto& spelt : {json_of(sent), json_of(percent_escaped(sent)), json_of(percent_encoded(sent))})
      for (const int status : {200, 401, 500}) {
        go.reply_next(json_reply(status, R"({"error":"echo","key":)" + spelt + "}"));
        note(get(path + "?q=" + in_query));
        go.reply_next(json_reply(status, R"({"error":"echo","key":)" + spelt + "}"));
        note(post(path, in_body));
      }
    for (const std::string& odd :
         {"ETag: " + sent + "\r\nContent-Length: 0\r\n\r\n",
          "Content-Disposition: inline; filename=\"" + sent + "\"\r\nContent-Length: 0\r\n\r\n",
          "X-Echo: " + sent + "\r\nContent-Length: 0\r\n\r\n", "X-Echo: " + sent + "\r\nbroken\r\n\r\n",
          "Content-Encoding: " + sent + "\r\nContent-Length: 0\r\n\r\n"}) {
      go.reply_next({"HTTP/1.1 200 OK\r\n" + odd, engine_reply::after_reply::close});
      note(get(path));
    }
    go.reply_next(broken_reply());
    note(post(path, in_body));
    for (const auto& typed : {sent, percent_encoded(sent)}) {
      note(get("/call/list", "apikey: " + typed + "\r\n"));
      note(get("/swagger/" + typed));
      note(get("/send//" + typed));
      note(get("/call/get/" + typed));
    }
  }
  CHECK_FALSE(go.requests().empty());
  CHECK(program.stop() == 0);
  const auto logs = program.access_log() + program.stderr_text() + program.stdout_text();
  CHECK(logs.find("\"key_echoes\"") != std::string::npos);
  for (const auto& secret : {token, admin, ring.second_client}) check_absent("an answer", to_clients, secret);
  for (const auto& secret : {token, admin, ring.second_client, in_body, in_query}) {
    check_absent("a log", logs, secret);
    check_absent("the command line", command_line, secret);
  }
}

TEST_CASE("K3 a program that is killed by a fault leaves no key behind, in no file") {
  const secret_ring ring;
  gateway both(with{{"keys", ring.yaml()}, {"log.level", "trace"}});
  auto client = both.connect();
  client.send(with_key(get("/call/list"), ring.client));
  CHECK(client.read_answer().status == 200);
  both.program.signal(SIGABRT);
  CHECK(both.program.wait() == -SIGABRT);
  std::string left = contents_of(both.program.directory()) + both.program.stderr_text();
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/cwd/"))  // where a core file would be
    if (each.path().filename().string().rfind("core", 0) == 0 && each.is_regular_file()) left += read_file(each.path());
  for (const auto& secret : ring.all()) check_absent("what is left", left, secret);
}

TEST_CASE("K3 the configuration is checked and shown without its keys, be it right or wrong") {
  const secret_ring ring;
  temporary_directory folder;
  const auto file = (folder.path() / "ramal.yaml").string();
  for (const std::string& wrong :
       {std::string(), "workers: " + ring.second_client + "\n", "keys: {" + ring.second_client + ": 1}\n"}) {
    write_file(file, (wrong.rfind("keys", 0) == 0 ? "" : "keys: " + ring.yaml() + "\n") + wrong);
    for (const auto& words :
         {std::vector<std::string>{"check", "--config", file}, {"check", "--config", file, "--show"}}) {
      ramal_process program(words);
      const int code = program.wait();
      CHECK((code == 0) == wrong.empty());
      const auto said = program.stdout_text() + program.stderr_text();
      for (const auto& secret : {ring.client, ring.native, ring.native_id})
        check_absent("what check says", said, secret);
      if (wrong.empty()) check_absent("what check says", said, ring.second_client);
    }
  }
}

}  // namespace ramal::system_tests
