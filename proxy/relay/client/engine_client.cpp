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

}  // namespace

http_exchange engine_exchange(const config::upstream_engine& engine, const client_tls_ptr& tls,
                              const engine_question& what, rules::id_source& ids) {
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
  made.what.headers.emplace_back("User-Agent", "ramal/" RAMAL_VERSION);
  made.what.headers.emplace_back("X-Request-Id", rules::view(ids.next_request_id()));
  made.what.headers.emplace_back("traceparent", rules::view(ids.next_traceparent()));
  made.what.headers.emplace_back("Via", "1.1 ramal");
  return made;
}

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
  over_->start(engine_exchange(engine_, tls_, what, ids_), nullptr, std::move(finish));
}

}  // namespace ramal::relay
