#include "routes/native_error.hpp"

#include "routes/json.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

std::string_view text_of(std::string_view token) {
  return json::is_string(token) ? json::inside(token) : std::string_view{};
}

struct error_members {
  std::string_view error, code, message, text, detail;
};

bool read_members(std::string_view object, error_members& out) {
  json::cursor in(object, json::answer_limits);
  return in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    if (name == "error") out.error = token;
    else if (name == "code") out.code = token;
    else if (name == "message") out.message = token;
    else if (name == "text") out.text = token;
    else if (name == "detail") out.detail = token;
    return true;
  }) && in.finish();
}

std::string_view first_text(std::initializer_list<std::string_view> tokens) {
  for (std::string_view token : tokens)
    if (const auto text = text_of(token); !text.empty()) return text;
  return {};
}

}  // namespace

native_error read_native_error(std::string_view body, std::string& room) {
  native_error found;
  error_members top;
  if (!json::is_utf8(body) || !read_members(body, top)) return found;
  found.is_object = true;
  found.code = text_of(top.code);
  if (top.error.starts_with('{')) {
    error_members inner;
    read_members(top.error, inner);
    found.text = first_text({inner.message, inner.error, inner.text, inner.detail});
    if (found.code.empty()) found.code = text_of(inner.code);
    if (found.text.empty()) {
      room.clear();
      escape_json(top.error, room);
      found.text = room;
    }
  } else {
    found.text = first_text({top.error, top.message});
  }
  return found;
}

}  // namespace ramal::routes
