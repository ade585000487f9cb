// Questions to the engine over the same client.
#pragma once

#include <memory>
#include <random>

#include "proxy/relay/client/http_client.hpp"
#include "proxy/relay/engine_reader.hpp"
#include "proxy/rules/id_source.hpp"

namespace ramal::relay {

// A GET with all that a request to the engine has (http-rules.md H1); who asks for something else changes method and body.
http_exchange engine_exchange(const config::upstream_engine& engine, const client_tls_ptr& tls,
                              const engine_question& what, rules::id_source& ids);

class http_engine_reader : public engine_reader {
 public:
  // `tls`: of make_client_tls(engine_material), null for a plain engine.
  http_engine_reader(std::shared_ptr<http_client> over, config::upstream_engine engine, client_tls_ptr tls)
      : over_(std::move(over)), engine_(std::move(engine)), tls_(std::move(tls)), ids_(std::random_device{}()) {}

  void get(engine_question what, completion done) override;
  void stop() override { over_->stop(); }

 private:
  std::shared_ptr<http_client> over_;
  const config::upstream_engine engine_;
  const client_tls_ptr tls_;
  rules::id_source ids_;
};

}  // namespace ramal::relay
