// SipHash-2-4 (Aumasson and Bernstein, 2012): names for tables that clients cannot aim at, as the key is random. No
// digest of secrets: keys are looked up by auth::key_ring.
#pragma once

#include <cstdint>
#include <string_view>

namespace ramal::rules {

class keyed_hash {
 public:
  keyed_hash(std::uint64_t k0, std::uint64_t k1) : k0_(k0), k1_(k1) {}
  std::uint64_t operator()(std::string_view bytes) const;

 private:
  std::uint64_t k0_;
  std::uint64_t k1_;
};

}  // namespace ramal::rules
