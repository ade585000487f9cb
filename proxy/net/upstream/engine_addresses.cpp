#include "proxy/net/upstream/engine_addresses.hpp"

#include <boost/asio/post.hpp>
#include <new>

namespace ramal::net {

// Without memory to post, a later failure asks again.
void engine_addresses::refresh() noexcept {
  if (refresh_wanted_.exchange(true)) return;
  try {
    boost::asio::post(loop_, [self = shared_from_this()] {
      if (self->look_up_soon_) self->look_up_soon_();
    });
  } catch (const std::bad_alloc&) { refresh_wanted_ = false; }
}

}  // namespace ramal::net
