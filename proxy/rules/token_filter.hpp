// Keeps the injected token out of an answer that is passed on piece by piece (contracts/gateway.md section 3;
// http-rules.md K4): found also where it lies across the border of two pieces.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "proxy/wire/body_relay.hpp"

namespace ramal::rules {

class token_filter final : public wire::body_filter {
 public:
  // In so much of the body every form of the token is found that K4 names; behind it the token as it is.
  static constexpr std::size_t thorough_bytes = 1'048'576;

  // `token` outlives this.
  explicit token_filter(std::string_view token) : token_(token) {}

  std::size_t pass(std::span<char> text, bool last) override;
  std::size_t found() const { return found_; }

 private:
  std::string_view token_;
  std::size_t seen_ = 0;  // bytes that have passed
  std::size_t found_ = 0;
};

}  // namespace ramal::rules
