// A client's connection to a session over memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/flow/session.hpp"
#include "tests/memory/worker.hpp"

namespace ramal::test {

// An answer as a client sees it; status 0: there is none, or it is not whole.
struct client_answer {
  unsigned status = 0;
  std::string head;
  std::string body;

  // A field's value, "" if there is none; names are compared as Ramal writes them.
  std::string field(std::string_view name) const;
};

// Keys: "demo" stands for the native key "ps_demo". Everything else is default, plain HTTP to engine.example.
config::gateway test_settings();

// Requests to the usual mount, with the key "demo".
std::string get_request(std::string_view path, std::string_view more_fields = {});
std::string post_request(std::string_view path, std::string_view body, std::string_view more_fields = {});
inline const std::string get_call = get_request("/call/get?callId=a");
inline const std::string start_call = post_request("/call/start", R"({"number":"5511999990000"})");

class session_fixture {
 public:
  explicit session_fixture(const config::gateway& settings = test_settings()) : worker(loop, settings) { connect(); }
  ~session_fixture();

  // A new client; the one before is gone.
  void connect();
  void disconnect();

  void send(std::string_view bytes) {
    client->put(bytes);
    loop.run();
  }
  // The next answer of what was received; does not wait.
  client_answer take_answer(bool to_head = false);
  client_answer ask(std::string_view request) {
    send(request);
    return take_answer();
  }
  // Ramal has closed, or half-closed and drains.
  bool is_over() const { return session->done() || client->has_ended_writing(); }
  // The access log's lines so far, taken.
  std::string take_log() { return std::exchange(worker.log_text, {}); }

  memory_loop loop;
  memory_worker worker;
  std::uint64_t address = 1;       // of the next client: where it comes from, as limits name it
  std::string peer = "192.0.2.1";  // and as an address
  std::string received;
  std::optional<memory_stream> client;
  std::optional<flow::task<void>> session;
};

}  // namespace ramal::test
