// One request and its answer on their way through, both at once, each as fast as its slower side
// (contracts/gateway.md section 3).
#pragma once

#include "proxy/flow/download.hpp"
#include "proxy/flow/ready.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/flow/upload.hpp"

namespace ramal::flow {

class transit {
 public:
  // `server`: a connection to it, on which nothing was sent. in.native holds the head of the request. `token`: what
  // stands in it; outlives this.
  transit(request_scope& in, const go_door& door, stream& server, std::string_view token)
      : in_(in), server_(server), up_(in, door, server), down_(in, door, server, token) {}

  // Until the answer is written, or will not be: why.
  task<outcome> run();

  upload& up() { return up_; }
  const download& down() const { return down_; }

 private:
  outcome late();
  outcome problem() const;

  request_scope& in_;
  stream& server_;
  upload up_;
  download down_;
};

}  // namespace ramal::flow
