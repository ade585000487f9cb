#include "proxy/net/tls/tls_tickets.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <span>
#include <stdexcept>

namespace ramal::net {
namespace {

void fill(std::span<unsigned char> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("the system gives no random numbers");
}

ticket_key make_key() {
  ticket_key made;
  fill(made.name);
  fill(made.cipher);
  fill(made.mac);
  return made;
}

bool is_named(const ticket_key& key, const unsigned char* name) {
  return std::equal(key.name.begin(), key.name.end(), name);
}

}  // namespace

ticket_keys::ticket_keys(flow::time_point now) : current_(make_key()), born_(now) {}

void ticket_keys::rotate(flow::time_point now) {
  if (now - previous_born_ >= 2 * period) previous_.reset();
  if (now - born_ < period) return;
  if (now - born_ < 2 * period) previous_ = current_;
  else previous_.reset();
  previous_born_ = born_;
  current_ = make_key();
  born_ = now;
}

ticket_key ticket_keys::current(flow::time_point now) {
  const std::lock_guard lock(mutex_);
  rotate(now);
  return current_;
}

std::optional<ticket_keys::found_key> ticket_keys::find(const unsigned char* name, flow::time_point now) {
  const std::lock_guard lock(mutex_);
  rotate(now);
  if (is_named(current_, name)) return found_key{current_, false};
  if (previous_ && is_named(*previous_, name)) return found_key{*previous_, true};
  return std::nullopt;
}

}  // namespace ramal::net
