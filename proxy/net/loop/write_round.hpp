// Writers that wait until all that is ready has been read and worked on: their writes leave together.
#pragma once

#include <chrono>
#include <coroutine>
#include <vector>

#include "proxy/flow/ready.hpp"

namespace ramal::net {

class write_round {
 public:
  // `most`: writers in a round. `longest`: a round of much work delays no answer for more than about that.
  write_round(std::size_t most, std::chrono::microseconds longest) : most_(most), longest_(longest) {
    waiting_.reserve(most);  // so that joining cannot fail
    resuming_.reserve(most);
  }

  bool is_empty() const { return waiting_.empty(); }
  // False: the round is full.
  bool join(std::coroutine_handle<> writer, flow::time_point now) {
    if (waiting_.size() == most_) return false;
    if (waiting_.empty()) began_ = now;
    waiting_.push_back(writer);
    return true;
  }
  bool is_late(flow::time_point now) const { return !waiting_.empty() && now - began_ > longest_; }
  // Resumes all; one that joins meanwhile waits for the next round. `now` becomes the time at which each is resumed.
  void end(flow::time_point& now) {
    resuming_.swap(waiting_);
    for (const std::coroutine_handle<> writer : resuming_) {
      now = flow::clock::now();
      writer.resume();
    }
    resuming_.clear();
  }

 private:
  const std::size_t most_;
  const std::chrono::microseconds longest_;
  flow::time_point began_{};  // when its first one joined
  std::vector<std::coroutine_handle<>> waiting_;
  std::vector<std::coroutine_handle<>> resuming_;  // a second vector, so that both keep their memory
};

}  // namespace ramal::net
