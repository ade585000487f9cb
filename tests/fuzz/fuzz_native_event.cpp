// What the engine posts, as any bytes: bodies behind each other, separated by zero bytes, are played as the events of
// one call. The first byte chooses the key's settings, the second the destination's.
#include <algorithm>
#include <string>
#include <vector>

#include "events/answer.hpp"
#include "events/call_order.hpp"
#include "events/delivery_headers.hpp"
#include "events/documents.hpp"
#include "events/engine_signature.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/routes/second_opinion.hpp"
#include "routes/json.hpp"

namespace ramal::test {
namespace {

using namespace ramal::events;
namespace json = routes::json;

constexpr time_point received{std::chrono::seconds(1'783'090'806)};
constexpr std::size_t most_of_our_own = 16'384;

struct settings {
  key_facts key;
  destination to;
};

settings chosen(std::uint8_t for_key, std::uint8_t for_bot) {
  settings made;
  made.key = {"shop-centro", (for_key & 4U) != 0 ? "5511900000001" : "", static_cast<source>((for_key & 3U) % 3),
              (for_key & 8U) != 0};
  made.to.speaks = static_cast<dialect>(for_bot & 3U);
  made.to.url = "https://bot.example/hook";
  made.to.instance_id = made.to.instance_name = "shop-centro";
  made.to.extras = (for_bot & 4U) != 0;
  made.to.data_node = (for_bot & 8U) != 0;
  if ((for_bot & 16U) != 0) made.to.events = {"CALL", "CallOfferNotice", "CallReject", "CallTransport"};
  if ((for_bot & 32U) != 0) made.to.time_offset = std::chrono::minutes(-210);
  return made;
}

bool is_word(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
}

void expect_json(std::string_view body) {
  json::cursor in(body, json::answer_limits);
  std::string_view whole;
  expect(json::is_utf8(body) && in.value(whole) && in.finish());
  expect(json::boost_reads(body) || json::has_surrogate(body) || json::has_large_exponent(body));
}

void expect_document(const document& one, const call_event& event, std::string_view body, const destination& to) {
  expect(one.id.size() == 30 && one.id.starts_with("rml_"));
  expect(one.body.size() <= body.size() + most_of_our_own);
  expect_json(one.body);
  if (to.speaks == dialect::native) return expect(one.body == body);
  expect(one.body.find('\n') == std::string::npos || event.told.form == shape::go);
  if (event.what != phase::none) expect(!event.call.empty());
  if (event.what != phase::offer) return;
  expect(event.way == direction::inbound &&
         !(event.told.name == "call.ringing" && event.told.way == direction::outbound));
}

// Applies one body to the call; `last` is the phase that was told before.
void play(std::string_view body, const settings& with, call_state& call, phase& last) {
  const auto native = read_native_event(body);
  expect(native.has_value() == read_native_event(body).has_value());
  if (!native) return;
  expect(json::boost_reads(body) || json::has_surrogate(body) || json::has_large_exponent(body));
  expect(native->name.empty() || is_word(native->name));
  call_event event = understand(*native, with.key);
  const bool known_outbound = call.way == direction::outbound;
  const ignored why = arrive(call, event);
  if (event.what == phase::none) {
    for (const document& one : documents(event, body, with.to, with.key.name, received))
      expect_document(one, event, body, with.to);
    return;
  }
  if (why != ignored::no) return;
  expect(last < event.what && !(known_outbound && event.what == phase::offer));
  last = event.what;
  const auto made = documents(event, body, with.to, with.key.name, received);
  expect(made.size() <= 2);
  for (const document& one : made) expect_document(one, event, body, with.to);
  call_state copy = call;
  expect(arrive(copy, event) == ignored::duplicate && copy == call);
}

void play_all(std::string_view input) {
  const settings with = chosen(static_cast<std::uint8_t>(input[0]), static_cast<std::uint8_t>(input[1]));
  input.remove_prefix(2);
  call_state call;
  phase last = phase::none;
  for (int count = 0; count < 16 && !input.empty(); ++count) {
    const std::string_view body = input.substr(0, input.find('\0'));
    input.remove_prefix(std::min(input.size(), body.size() + 1));
    play(body, with, call, last);
    const milliseconds wait = retry_after(503, body, received);
    expect(wait >= milliseconds(0) && wait <= std::chrono::minutes(10));
    expect(!is_signed_by_engine(body, body, std::vector<std::string>{"a secret"}));
    static_cast<void>(signing_secret::parse(body));
  }
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size >= 2) ramal::test::play_all(ramal::test::text_of(data, size));
  return 0;
}
