// A second customer's key, for tests that look at one key beside another.
#pragma once

#include "config/model.hpp"

namespace ramal::test {

// Its client key is "other".
inline config::key other_key() {
  config::key other;
  other.name = "other-key";
  other.client_key = config::secret("other");
  other.native_key = config::secret("ps_other");
  return other;
}

}  // namespace ramal::test
