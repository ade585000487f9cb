// Credentials: header lines of any kind, through the reader of heads, to the decision about the key. Where the head is
// plain enough for a second reader, both must decide the same.
#include <algorithm>
#include <optional>
#include <string>

#include "auth/decide.hpp"
#include "proxy/wire/request_head.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::test {
namespace {

config::key key_of(const char* client, config::native_key_kind kind, const char* native) {
  config::key key;
  key.name = client;
  key.client_key = config::secret(client);
  key.kind = kind;
  key.native_key = config::secret(native);
  return key;
}

config::key expired_key() {
  config::key key = key_of("ps_over", config::native_key_kind::key, "ps_of_over");
  key.expires = std::chrono::sys_seconds{};
  return key;
}

const auth::key_ring& ring() {
  static const auth::key_ring keys({key_of("demo", config::native_key_kind::key, "ps_of_demo"),
                                    key_of("ps_demo", config::native_key_kind::key, "ps_other"),
                                    key_of("by-id", config::native_key_kind::key_id, "id_of_by_id"), expired_key()});
  return keys;
}

struct verdict {
  std::string native;
  bool by_id = false;
  bool operator==(const verdict&) const = default;
};

// go-calls.md section 2 once more, in other words: nothing means 401.
std::optional<verdict> second_opinion(const tests::head_text& head, bool accept_native) {
  constexpr std::string_view names[] = {"apikey", "x-api-key", "x-api-key-id"};
  for (const auto name : names)
    for (const auto& f : head.fields)
      if (tests::equal_names(f.name, name) && f.value != *head.find(name)) return std::nullopt;
  for (const auto name : names) {
    const std::string* value = head.find(name);
    if (value == nullptr) continue;
    if (*value == "demo") return verdict{"ps_of_demo", false};
    if (*value == "ps_demo") return verdict{"ps_other", false};
    if (*value == "by-id") return verdict{"id_of_by_id", true};
    if (*value == "ps_over") return std::nullopt;  // unknown, and never taken as the client's own
    const bool by_id = name == names[2];
    const bool visible = !value->empty() && value->size() <= 512 &&
                         std::all_of(value->begin(), value->end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!accept_native || !visible) return std::nullopt;
    if (by_id || (value->starts_with("ps_") && value->size() > 3)) return verdict{*value, by_id};
    return std::nullopt;
  }
  return std::nullopt;
}

void compare(std::string_view input, const wire::request_head& head, std::size_t size, bool accept_native) {
  const auto decided = auth::decide(head.credentials(input), ring(), accept_native, {});
  std::optional<verdict> ours;
  if (decided) ours = verdict{std::string(decided->native_value), decided->kind == config::native_key_kind::key_id};
  if (decided) {
    expect(decided->injected || accept_native);
    for (const char c : ours->native) expect(c > 0x20 && c < 0x7f);
    expect(!ours->native.empty() && ours->native.size() <= 512);
  } else {
    expect(decided.error().kind == routes::failure_kind::not_authorized && decided.error().text.empty());
  }
  const auto plain = tests::parse_head(input.substr(0, size));
  if (plain.error.empty()) expect(second_opinion(plain, accept_native) == ours);
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  std::string input = "GET / HTTP/1.1\r\nHost: a\r\n";
  input.append(text_of(data, size)).append("\r\n\r\n");
  ramal::wire::request_head_reader reader{ramal::wire::head_limits{}};
  if (reader.feed(input) != ramal::wire::progress::done) return 0;
  for (const bool accept_native : {false, true}) compare(input, reader.head(), reader.size(), accept_native);
  return 0;
}
