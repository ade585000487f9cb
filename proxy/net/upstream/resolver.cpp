#include "proxy/net/upstream/resolver.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "proxy/net/loop/persist.hpp"
#include "proxy/net/upstream/name_lookup.hpp"

namespace ramal::net {
namespace {

constexpr std::chrono::seconds pause{1};  // between two look-ups, also behind a failure

address_list literal_in(const engine_name& name) {
  const auto literal = parse_address(name.host, name.port);
  return literal ? address_list(1, *literal) : address_list();
}

}  // namespace

resolver::resolver(boost::asio::io_context& loop, engine_name name)
    : loop_(loop), name_(std::move(name)), addresses_(std::make_shared<engine_addresses>(loop, literal_in(name_))),
      next_(loop) {}

resolver::~resolver() { addresses_->on_refresh({}); }

std::shared_ptr<resolver> resolver::begin(boost::asio::io_context& loop, std::string host, std::uint16_t port,
                                          std::string servers) {
  std::shared_ptr<resolver> made(new resolver(loop, {std::move(host), port, std::move(servers)}));
  if (!made->addresses_->newest()->empty()) {
    made->stage_ = stage::waiting;  // for nothing: a literal stays what it is
    return made;
  }
  made->addresses_->on_refresh([weak = made->weak_from_this()] {
    const auto self = weak.lock();
    if (self && !self->is_looking_up()) self->look_up_at(std::max(clock::now(), self->earliest_));
  });
  made->look_up();
  return made;
}

void resolver::look_up() {
  if (stage_ == stage::waiting) stage_ = stage::again;
  try {
    if (!names_) names_ = std::make_shared<name_lookup>(loop_, name_.servers);
    names_->begin(name_.host, name_.port, [weak = weak_from_this()](name_answer found) {
      if (const auto self = weak.lock()) self->take(std::move(found));
    });
  } catch (const std::exception& problem) {
    spdlog::warn("the name of the calls engine is looked up again in a second: {}", problem.what());
    name_answer none;
    none.why_none = addresses_->why_none();
    take(std::move(none));
  }
}

// An empty answer keeps the old list: an address that worked before is better than none.
bool resolver::publish(name_answer found) {
  if (found.addresses.empty()) {
    addresses_->publish_failure(found.why_none);
    return false;
  }
  try {
    addresses_->publish(std::move(found.addresses));
    return true;
  } catch (const std::bad_alloc&) { return false; }
}

void resolver::take(name_answer found) {
  stage_ = stage::waiting;
  const auto now = clock::now();
  const auto ttl = found.ttl;
  const bool failed = !publish(std::move(found));
  earliest_ = now + pause;
  addresses_->end_refresh();
  if (failed) names_.reset();  // the system may have other name servers by now
  look_up_at(failed ? earliest_ : now + std::max<clock::duration>(ttl, pause));
  if (const auto then = std::exchange(then_, nullptr)) then();
}

void resolver::look_up_at(clock::time_point when) {
  persist([&] {
    next_.expires_at(when);
    next_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
      const auto self = weak.lock();
      if (!error && self && !self->is_looking_up()) self->look_up();
    });
  });
}

}  // namespace ramal::net
