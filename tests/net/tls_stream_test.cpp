// TLS between both of our sides over one connection (http-rules.md K6, U16).
#include "proxy/net/tls/tls_stream.hpp"

#include <catch2/catch.hpp>

#include <openssl/crypto.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "proxy/flow/transfer.hpp"
#include "proxy/net/loop/socket_stream.hpp"
#include "proxy/net/tls/certificate_note.hpp"
#include "proxy/net/tls/tls_client.hpp"
#include "proxy/net/tls/tls_contexts.hpp"
#include "proxy/net/tls/tls_memory.hpp"
#include "proxy/net/tls/tls_server.hpp"
#include "tests/net/certificate_folder.hpp"
#include "tests/net/on_loop.hpp"

namespace ramal::net {
namespace {

using namespace std::chrono_literals;
using flow::transfer_result;
using routes::reason;

// The contexts of a listener for "engine.test", and of a client that trusts its authority.
struct both_contexts {
  explicit both_contexts(const std::string& trusted = {}) {
    config::gateway settings;
    settings.listeners = {config::listener{"127.0.0.1", 0}};
    settings.listeners[0].tls.emplace();
    settings.listeners[0].tls->certificates = {files.issue("engine.test")};
    settings.engine.tls = true;
    settings.engine.ca_file = trusted.empty() ? files.authority_file() : trusted;
    const auto read = read_tls_material(settings);
    REQUIRE_FALSE(read.has_error());
    auto made = make_tls_contexts(settings, **read, std::make_shared<ticket_keys>(flow::clock::now()));
    REQUIRE_FALSE(made.has_error());
    all = *made;
  }
  SSL_CTX* server() const { return all->listeners.front().get(); }
  SSL_CTX* client() const { return all->engine.get(); }

  certificate_folder files;
  std::shared_ptr<const tls_contexts> all;
};

struct end_of_handshake {
  transfer_result how = transfer_result::failed;
  reason why = reason::none;
  bool resumed = false;
  std::string got;
};

// Both ends of a connection, in one loop.
struct connection_pair {
  connection_pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0); }

  // Sends back what comes, until the client goes.
  flow::task<transfer_result> echo(SSL_CTX* context) {
    tls_stream stream(loop.adopt(ends[0]), make_server_session(context));
    const transfer_result handshake = co_await stream.handshake(flow::time_point::max(), false, nullptr);
    if (handshake != transfer_result::done) co_return handshake;
    routes::bytes got;
    for (;;) {
      got.clear();
      const transfer_result read = co_await flow::read_more(stream, got, 1'000, flow::time_point::max());
      if (read != transfer_result::done) co_return read;
      const std::string_view text(got.data(), got.size());
      const transfer_result written = co_await flow::write_rest(stream, text, flow::time_point::max());
      if (written != transfer_result::done) co_return written;
    }
  }

  flow::task<end_of_handshake> ask(SSL_CTX* context, std::string name, flow::time_point deadline) {
    tls_stream stream(loop.adopt(ends[1]), make_client_session(context, name));
    end_of_handshake seen;
    seen.how = co_await stream.handshake(deadline, false, nullptr);
    seen.why = stream.why_failed();
    if (seen.how != transfer_result::done) co_return seen;
    seen.resumed = stream.resumed();
    const transfer_result written = co_await flow::write_rest(stream, "hello", deadline);
    routes::bytes got;
    const transfer_result read = co_await flow::read_more(stream, got, 1'000, deadline);
    if (written == transfer_result::done && read == transfer_result::done) seen.got.assign(got.data(), got.size());
    co_return seen;
  }

  poller loop;
  std::array<int, 2> ends{};
};

end_of_handshake talk(const both_contexts& contexts, const std::string& name) {
  connection_pair both;
  std::optional<end_of_handshake> seen;
  begin(both.ask(contexts.client(), name, flow::clock::now() + 20s), seen);
  run_on(both.loop, both.echo(contexts.server()));
  return seen.value_or(end_of_handshake{});
}

// Bytes come while the reader is busy elsewhere; then it reads what it has buffered, and waits.
flow::task<flow::wait_result> read_late(tls_stream& reader, tls_stream& writer) {
  const flow::time_point deadline = flow::clock::now() + 20s;
  std::array<char, 200> memory{};
  const transfer_result shaken = co_await reader.handshake(deadline, false, nullptr);
  if (shaken != transfer_result::done) co_return flow::wait_result::cancelled;
  const std::string_view text =
      "a hundred bytes, of which the reader takes ten at first, and the rest when it has time for it again";
  writer.write_some(text);
  flow::wait_result why = co_await flow::ready(reader, flow::interest::read, deadline);
  if (why != flow::wait_result::ready || reader.read_some(memory.data(), 10).bytes != 10)
    co_return flow::wait_result::cancelled;
  writer.write_some("more");
  for (int rounds = 0; rounds < 3; ++rounds) why = co_await flow::ready(writer, flow::interest::write, deadline);
  why = co_await flow::ready(reader, flow::interest::read, deadline);
  const std::size_t rest = text.size() - 10;
  if (why != flow::wait_result::ready || reader.read_some(memory.data(), rest).bytes != rest)
    co_return flow::wait_result::cancelled;
  why = co_await flow::ready(reader, flow::interest::read, flow::clock::now() + 2s);
  if (why == flow::wait_result::ready && reader.read_some(memory.data(), memory.size()).bytes != 4)
    co_return flow::wait_result::cancelled;
  co_return why;
}

}  // namespace

TEST_CASE("over TLS bytes that came while others were still buffered are told of") {
  const both_contexts contexts;
  connection_pair both;
  tls_stream reader(both.loop.adopt(both.ends[0]), make_server_session(contexts.server()));
  tls_stream writer(both.loop.adopt(both.ends[1]), make_client_session(contexts.client(), "engine.test"));
  std::optional<transfer_result> shaken;
  begin(writer.handshake(flow::clock::now() + 20s, false, nullptr), shaken);
  CHECK(run_on(both.loop, read_late(reader, writer)) == flow::wait_result::ready);
  CHECK(shaken == transfer_result::done);
}

TEST_CASE("L7b a TLS stream that got no memory for its session offers none, and its handshake fails") {
  connection_pair both;
  tls_stream stream(both.loop.adopt(both.ends[1]), nullptr);
  CHECK_FALSE(stream.offers_session());
  CHECK_FALSE(stream.resumed());
  CHECK(run_on(both.loop, stream.handshake(flow::clock::now() + 20s, false, nullptr)) == transfer_result::failed);
  ::close(both.ends[0]);
}

TEST_CASE("L7b OpenSSL gets no block for no bytes, and that is no lack of memory") {
  watch_tls_memory();
  forget_lack();
  CHECK(OPENSSL_malloc(0) == nullptr);
  CHECK(OPENSSL_realloc(nullptr, 0) == nullptr);
  CHECK_FALSE(lacked_memory());
}

TEST_CASE("bytes pass through TLS both ways, and the next connection resumes the session") {
  const both_contexts contexts;
  const end_of_handshake first = talk(contexts, "engine.test");
  CHECK(first.how == transfer_result::done);
  CHECK(first.got == "hello");
  CHECK_FALSE(first.resumed);
  const end_of_handshake second = talk(contexts, "engine.test");
  CHECK(second.how == transfer_result::done);
  CHECK(second.resumed);
  forget_session(contexts.client());
  CHECK_FALSE(talk(contexts, "engine.test").resumed);
}

TEST_CASE("K6 a certificate of another name, or of an authority that is not trusted, ends the handshake") {
  const both_contexts contexts;
  const end_of_handshake other = talk(contexts, "other.test");
  CHECK(other.how == transfer_result::failed);
  CHECK(other.why == reason::certificate_of_other_name);
  CHECK(certificate_note() == "it is for engine.test");
  const certificate_folder elsewhere;
  const both_contexts trusting_others(elsewhere.authority_file());
  const end_of_handshake unknown = talk(trusting_others, "engine.test");
  CHECK(unknown.how == transfer_result::failed);
  CHECK(unknown.why == reason::certificate_issuer_unknown);
}

TEST_CASE("U16 an end that does not speak TLS, one that ends and one that is silent are told apart") {
  const both_contexts contexts;
  const auto ask = [&](connection_pair& both, flow::time_point deadline) {
    return run_on(both.loop, both.ask(contexts.client(), "engine.test", deadline));
  };
  connection_pair plain, ended, silent;
  const std::string_view page = "HTTP/1.1 400 Bad Request\r\n\r\n";
  REQUIRE(::write(plain.ends[0], page.data(), page.size()) == static_cast<ssize_t>(page.size()));
  CHECK(ask(plain, flow::clock::now() + 20s).why == reason::no_tls);
  ::close(plain.ends[0]);
  REQUIRE(::shutdown(ended.ends[0], SHUT_WR) == 0);
  CHECK(ask(ended, flow::clock::now() + 20s).why == reason::tls_closed);
  ::close(ended.ends[0]);
  CHECK(ask(silent, flow::clock::now() + 10ms).how == transfer_result::timeout);
  ::close(silent.ends[0]);
}

TEST_CASE("a session that there was no memory for fails its handshake") {
  const both_contexts contexts;
  connection_pair both;
  const auto ask = [&]() -> flow::task<transfer_result> {
    tls_stream stream(both.loop.adopt(both.ends[1]), nullptr);
    const transfer_result how = co_await stream.handshake(flow::time_point::max(), false, nullptr);
    co_return how;
  };
  CHECK(run_on(both.loop, ask()) == transfer_result::failed);
  ::close(both.ends[0]);
}

}  // namespace ramal::net
