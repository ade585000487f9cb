#include "proxy/relay/client/engine_client.hpp"

#include <utility>

#include "proxy/relay/client/failure_text.hpp"
#include "ramal_version.hpp"

namespace ramal::relay {
namespace {

constexpr std::string_view cut =
    "the answer is not complete, or longer than 1 MiB: look at what stands in front of the engine";

http_url url_of(const config::upstream_engine& engine, const std::string& target) {
  return {engine.tls, engine.host, engine.port, engine.path_prefix + target};
}

http_exchange exchange_of(const config::upstream_engine& engine, const client_tls_ptr& tls,
                          const engine_question& what) {
  http_exchange made;
  made.method = "GET";
  made.tls_name = engine.tls_server_name;
  made.most_body_bytes = most_engine_bytes;
  made.what.destination = what.key;
  made.what.url = url_of(engine, what.target);
  made.what.tls = tls;
  made.what.connect_timeout = engine.connect_timeout;
  made.what.timeout = made.what.body_timeout = engine.total_timeout;
  const bool is_key = what.kind == config::native_key_kind::key;
  made.what.headers.emplace_back("Accept", "application/json");
  made.what.headers.emplace_back(is_key ? "x-api-key" : "x-api-key-id", what.native_key.reveal());
  for (const config::header_line& one : engine.headers) made.what.headers.emplace_back(one.name, one.value);
  return made;
}

// What every request to the engine carries (http-rules.md H1).
void add_identity(http_exchange& to, rules::id_source& ids) {
  auto& headers = to.what.headers;
  headers.emplace_back("User-Agent", "ramal/" RAMAL_VERSION);
  headers.emplace_back("X-Request-Id", rules::view(ids.next_request_id()));
  headers.emplace_back("traceparent", rules::view(ids.next_traceparent()));
  headers.emplace_back("Via", "1.1 ramal");
}

}  // namespace

void http_engine_reader::get(engine_question what, completion done) {
  const http_url url = url_of(engine_, what.target);
  auto finish = [url, done = std::move(done)](http_outcome outcome) {
    engine_reply reply;
    reply.status = outcome.whole ? outcome.result.status : 0;
    reply.failure = outcome.result.failure;
    reply.error = std::move(outcome.result.error);
    reply.body = std::move(outcome.result.answer);
    if (outcome.result.status != 0 && !outcome.whole) {
      reply.failure = delivery_failure::malformed;
      reply.error = error_text(url, cut);
      reply.body.clear();
    }
    done(std::move(reply));
  };
  http_exchange made = exchange_of(engine_, tls_, what);
  add_identity(made, ids_);
  over_->start(std::move(made), nullptr, std::move(finish));
}

}  // namespace ramal::relay
