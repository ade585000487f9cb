#include "routes/native_error.hpp"

#include "routes/json.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

// Raw tokens.
struct error_members {
  std::string_view error, code, message, errors, text, detail, title;
};

bool read_members(std::string_view object, error_members& out) {
  json::cursor in(object, json::answer_limits);
  return in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    if (name == "error") out.error = token;
    else if (name == "code") out.code = token;
    else if (name == "message") out.message = token;
    else if (name == "errors") out.errors = token;
    else if (name == "text") out.text = token;
    else if (name == "detail") out.detail = token;
    else if (name == "title") out.title = token;
    return true;
  }) && in.finish();
}

bool is_any_json(std::string_view body) {
  json::cursor in(body, json::answer_limits);
  std::string_view token;
  return in.value(token) && in.finish();
}

std::string_view string_of(std::string_view token) {
  return json::is_string(token) ? json::inside(token) : std::string_view{};
}

std::string_view first_string(std::initializer_list<std::string_view> tokens) {
  for (const std::string_view token : tokens)
    if (const auto text = string_of(token); !text.empty()) return text;
  return {};
}

std::string_view string_in_object(std::string_view object) {
  error_members inner;
  read_members(object, inner);
  return first_string({inner.message, inner.error, inner.text, inner.detail, inner.title});
}

// Texts stand in lists by themselves or in objects; what has none is left as it is.
std::string_view join(std::string_view list, std::string& scratch) {
  scratch.clear();
  json::cursor in(list, json::answer_limits);
  in.elements([&] {
    std::string_view element;
    if (!in.value(element)) return false;
    const std::string_view text = element.starts_with('{') ? string_in_object(element) : string_of(element);
    if (text.empty() && !element.starts_with('{')) return true;
    if (!scratch.empty()) scratch.append("; ");
    if (text.empty()) escape_json(element, scratch);
    else scratch.append(text);
    return true;
  });
  return scratch;
}

// Empty for what is neither text, object nor list.
std::string_view flatten(std::string_view token, std::string& scratch) {
  if (token.starts_with('[')) return join(token, scratch);
  if (!token.starts_with('{')) return string_of(token);
  if (const auto text = string_in_object(token); !text.empty()) return text;
  scratch.clear();
  escape_json(token, scratch);
  return scratch;
}

std::string_view code_in(std::string_view token) {
  error_members inner;
  return token.starts_with('{') && read_members(token, inner) ? string_of(inner.code) : std::string_view{};
}

}  // namespace

native_error read_native_error(std::string_view body, std::string& scratch) {
  native_error found;
  error_members top;
  if (!json::is_utf8(body)) return found;
  found.is_object = read_members(body, top);
  found.is_json = found.is_object || is_any_json(body);
  if (!found.is_object) return found;
  found.code = string_of(top.code);
  if (found.code.empty()) found.code = code_in(top.error);
  found.text = flatten(top.error, scratch);
  found.has_error = !found.text.empty();
  for (const std::string_view token : {top.message, top.errors, top.detail, top.title})
    if (found.text.empty()) found.text = flatten(token, scratch);
  return found;
}

}  // namespace ramal::routes
