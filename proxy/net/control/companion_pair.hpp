// Two companions as one.
#pragma once

#include <memory>
#include <utility>

#include "proxy/net/control/companion.hpp"

namespace ramal::net {

class companion_pair final : public companion {
 public:
  // Both outlive it.
  companion_pair(companion& first, companion& second) : first_(first), second_(second) {}

  void begin() override {
    first_.begin();
    second_.begin();
  }
  tls_problem prepare(const configuration& next) override {
    if (tls_problem problem = first_.prepare(next)) return problem;
    return second_.prepare(next);
  }
  void put_in_force() override {
    first_.put_in_force();
    second_.put_in_force();
  }
  void drain(std::function<void()> over) override {
    const auto one_is_over = [left = std::make_shared<int>(2), over = std::move(over)] {
      if (--*left == 0) over();
    };
    first_.drain(one_is_over);
    second_.drain(one_is_over);
  }
  void requests_are_over() override {
    first_.requests_are_over();
    second_.requests_are_over();
  }
  void stop() override {
    first_.stop();
    second_.stop();
  }

 private:
  companion& first_;
  companion& second_;
};

}  // namespace ramal::net
