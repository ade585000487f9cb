#include "proxy/net/log/program_log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <string>

#include "proxy/net/log/line_writer.hpp"
#include "routes/text.hpp"

namespace ramal::net {
namespace {

constexpr std::size_t longest_message = 4'096;

std::atomic<std::uint64_t> all_lost{0};  // for metrics: it never falls

// The message as the inside of a JSON string.
class escaped_message : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    std::string text;
    routes::escape_json({message.payload.data(), std::min(message.payload.size(), longest_message)}, text);
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<escaped_message>(); }
};

// Workers write here: a pipe that nobody reads costs lines, never requests (http-rules.md O7). The first line after
// that tells how many.
class stderr_sink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // A message has not even come here.
  void note_lost() {
    ++lost_;
    ++all_lost;
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    try {
      if ((lost_ == 0 || tell_lost(message)) && write(message)) return;
    } catch (const std::bad_alloc&) {}
    note_lost();
  }
  void flush_() override {}

 private:
  bool tell_lost(const spdlog::details::log_msg& cause) {
    const std::uint64_t lost = lost_;
    const std::string text = std::to_string(lost) +
                             " lines of this log were lost: what reads stderr is too slow, or there was no memory";
    if (!write({cause.time, {}, cause.logger_name, spdlog::level::warn, text})) return false;
    lost_ -= lost;
    return true;
  }
  bool write(const spdlog::details::log_msg& message) {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    return writer_.write({line.data(), line.size()});
  }

  line_writer writer_{STDERR_FILENO};
  std::atomic<std::uint64_t> lost_ = 0;
};

spdlog::level::level_enum level_of(config::log_level level) {
  switch (level) {
    case config::log_level::trace: return spdlog::level::trace;
    case config::log_level::debug: return spdlog::level::debug;
    case config::log_level::info: return spdlog::level::info;
    case config::log_level::warn: return spdlog::level::warn;
    case config::log_level::error: return spdlog::level::err;
    case config::log_level::off: break;
  }
  return spdlog::level::off;
}

}  // namespace

void set_up_program_log(config::log_level level) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc, "\n");
  formatter->add_flag<escaped_message>('*').set_pattern(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":"%*"})");
  auto sink = std::make_shared<stderr_sink>();
  auto logger = std::make_shared<spdlog::logger>("ramal", sink);
  logger->set_error_handler([sink](const std::string&) { sink->note_lost(); });  // no memory to format it
  logger->set_formatter(std::move(formatter));
  logger->set_level(level_of(level));
  spdlog::set_default_logger(std::move(logger));
}

std::uint64_t lost_program_lines() { return all_lost; }

void set_program_log_level(config::log_level level) { spdlog::default_logger_raw()->set_level(level_of(level)); }

}  // namespace ramal::net
