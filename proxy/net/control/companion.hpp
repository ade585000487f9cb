// What lives beside the gateway on the control loop, with the same configuration and the same end: the relay of webhooks,
// the export of spans.
#pragma once

#include <functional>

#include "proxy/net/server/configuration.hpp"

namespace ramal::net {

class companion {
 public:
  // Signals are heard, and the workers are about to serve: what was prepared is put in force.
  virtual void begin() = 0;
  // A reload in two steps, so that it changes all or nothing (http-rules.md O1): what might fail is made first, or a
  // problem says why not; then it is put in force.
  virtual tls_problem prepare(const configuration& next) = 0;
  virtual void put_in_force() = 0;
  // The workers have ended: no request is served any more. Behind drain(), or never.
  virtual void requests_are_over() {}
  // The program ends: begins nothing any more. `over` is called once, when nothing is under way (O4).
  virtual void drain(std::function<void()> over) = 0;
  // Everything ends now, and has its answer before this returns. The loop does not run any more.
  virtual void stop() = 0;

 protected:
  ~companion() = default;
};

}  // namespace ramal::net
