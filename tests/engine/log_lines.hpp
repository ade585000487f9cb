// What the engine logs while one of these lives, at a level of its own.
#pragma once

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "tests/harness/eventually.hpp"

namespace ramal::engine::test {

class log_lines {
 public:
  explicit log_lines(spdlog::level::level_enum level) : before_(spdlog::default_logger()) {
    auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<sink>(*this));
    logger->set_level(level);
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(std::move(logger));
  }
  ~log_lines() { spdlog::set_default_logger(before_); }
  log_lines(const log_lines&) = delete;
  log_lines& operator=(const log_lines&) = delete;

  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  // Waits for the words, at most ten seconds.
  bool says(const std::string& words) const {
    return tests::eventually([&] { return text().find(words) != std::string::npos; },
                             std::chrono::steady_clock::now() + std::chrono::seconds(10));
  }

 private:
  class sink : public spdlog::sinks::base_sink<std::mutex> {
   public:
    explicit sink(log_lines& to) : to_(to) {}

   private:
    void sink_it_(const spdlog::details::log_msg& message) override {
      spdlog::memory_buf_t line;
      formatter_->format(message, line);
      const std::lock_guard lock(to_.mutex_);
      to_.text_.append(line.data(), line.size());
    }
    void flush_() override {}

    log_lines& to_;
  };

  std::shared_ptr<spdlog::logger> before_;
  mutable std::mutex mutex_;
  std::string text_;
};

}  // namespace ramal::engine::test
