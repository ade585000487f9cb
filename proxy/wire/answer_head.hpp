// The strict reader of the engine's answer head (http-rules.md U7). What it refuses becomes `upstream_malformed`.
#pragma once

#include <cstdint>
#include <string_view>

#include "proxy/wire/answer_fields.hpp"
#include "proxy/wire/request_head.hpp"
#include "routes/failure.hpp"

namespace ramal::wire {

inline constexpr unsigned most_interim_answers = 8;  // with a status 1xx, in front of one answer (U11)

class answer_head_reader {
 public:
  // As request_head_reader::feed. The caller skips 1xx answers by size() and calls reset() (U11).
  progress feed(std::string_view bytes);
  const answer_head& head() const { return fields_.head(); }
  std::size_t size() const { return size_; }
  const routes::failure& failure() const { return failure_; }
  void reset();

 private:
  enum class step : std::uint8_t { status_line, fields, done, failed };

  bool take(std::string_view bytes, std::string_view line);
  progress fail();

  answer_fields fields_;
  routes::failure failure_;
  head_lines lines_;
  std::size_t size_ = 0;
  step step_ = step::status_line;
};

}  // namespace ramal::wire
