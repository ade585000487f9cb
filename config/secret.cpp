#include "config/secret.hpp"

#include <openssl/crypto.h>

namespace ramal::config {

void secret::cleanse() noexcept {
  // capacity, not size: a shorter text may stand where a longer one stood
  text_.resize(text_.capacity());
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

}  // namespace ramal::config
