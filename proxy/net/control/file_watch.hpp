// Looks at the configuration's files once a second, and says when they are no longer what the last load found
// (http-rules.md O1). Links, mounts and replaced folders need no care of their own: a look follows the path.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>

#include "proxy/net/control/configuration_file.hpp"

namespace ramal::net {

class file_watch {
 public:
  // `changed` is called on the loop; both and `source` outlive this. Looks at nothing before begin().
  file_watch(boost::asio::io_context& loop, const configuration_file& source, std::function<void()> changed);

  // To be called after each load. Files change in groups: `changed` waits until all has been quiet for a moment. It is
  // called once.
  void begin();
  void stop();

 private:
  using clock = boost::asio::steady_timer::clock_type;

  void look_after(clock::duration time);
  void look();

  const configuration_file& source_;
  std::function<void()> changed_;
  boost::asio::steady_timer next_;
  std::optional<clock::time_point> first_change_;
  configuration_file::stamps last_seen_;  // since the first change
};

}  // namespace ramal::net
