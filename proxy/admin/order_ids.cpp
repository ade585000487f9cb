#include "proxy/admin/order_ids.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "events/digest.hpp"

namespace ramal::admin {

order_verdict order_ids::take(std::string_view id) {
  if (id.empty()) return order_verdict::is_new;
  if (!id.starts_with(prefix_)) return order_verdict::of_another_run;
  if (std::ranges::find(last_, id) != last_.end()) return order_verdict::repeated;
  last_.emplace_back(id);
  if (last_.size() > most) last_.pop_front();
  return order_verdict::is_new;
}

std::string make_order_prefix() {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("no random bytes: check the system's random source");
  return events::hex(events::bytes_of(bytes)) + "-";
}

}  // namespace ramal::admin
