// A string that must not be shown: it has no stream operator, and its memory is cleansed when it goes.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ramal::config {

class secret {
 public:
  secret() = default;
  explicit secret(std::string_view text) : text_(text) {}
  secret(const secret& other) = default;
  secret(secret&& other) noexcept {
    text_.swap(other.text_);
    other.cleanse();  // a short text stays in the object that it was moved from
  }
  secret& operator=(const secret& other) {
    if (this != &other) {
      cleanse();
      text_ = other.text_;
    }
    return *this;
  }
  secret& operator=(secret&& other) noexcept {
    if (this != &other) {
      cleanse();
      text_.swap(other.text_);
      other.cleanse();
    }
    return *this;
  }
  ~secret() { cleanse(); }

  // The only way to the text; the view lives as long as this object is unchanged.
  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void cleanse() noexcept;
  std::string text_;
};

}  // namespace ramal::config
