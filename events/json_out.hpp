// Writing JSON as Go's encoding/json does: compact, and `< > &` as escapes (webhooks.md section 5.1).
#pragma once

#include <string>
#include <string_view>

namespace ramal::events {

// Appends `plain`, which is UTF-8, as a JSON string with its quotes.
void put_text(std::string& out, std::string_view plain);

// One object, member after member, in the order of the calls. close() ends it; `out` outlives it.
class object_writer {
 public:
  explicit object_writer(std::string& out) : out_(out) { out_ += '{'; }
  object_writer(const object_writer&) = delete;
  object_writer& operator=(const object_writer&) = delete;

  object_writer& text(std::string_view name, std::string_view plain);
  object_writer& text_or_null(std::string_view name, std::string_view plain);  // "" is null
  object_writer& raw(std::string_view name, std::string_view json);            // `json` is a whole value
  std::string& member(std::string_view name);                                  // for a value that the caller appends
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace ramal::events
