// A receiver of webhooks on a free port, on its own thread.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ramal::engine::test {

struct hook {
  boost::json::object body;
  std::string target;
  std::string content_type;
};

class hook_receiver {
 public:
  // The first requests are answered with `statuses`, all later ones with 204; a status of 0 is never answered.
  explicit hook_receiver(std::vector<unsigned> statuses = {});
  ~hook_receiver();

  std::string url() const;
  // Waits until `count` requests have come, at most ten seconds; all that have come by then.
  std::vector<hook> wait_for(std::size_t count);

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace ramal::engine::test
