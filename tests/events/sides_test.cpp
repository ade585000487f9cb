// Who is the peer, and of which number an event is (webhooks.md section 4).
#include "events/sides.hpp"
#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

std::string event_of(std::string_view name, std::string_view direction, std::string_view from, std::string_view to) {
  const auto value = [](std::string_view text) { return text.empty() ? "null" : "\"" + std::string(text) + "\""; };
  return R"({"event":")" + std::string(name) + R"(","callId":"c","direction":)" + value(direction) + R"(,"from":)" +
         value(from) + R"(,"to":)" + value(to) + "}";
}

key_facts with_number(std::string_view number, bool strict = false) {
  return {"shop-centro", number, source::normalized, strict};
}

constexpr std::string_view peer_with_plus = "+5511977776666", own_without_ninth = "551100000001";

}  // namespace

TEST_CASE("the direction says who the peer is") {
  for (const char* number : {"", "5511900000001"}) {
    auto event = understood(event_of("call.connected", "INBOUND", peer_with_plus, own_digits), with_number(number));
    CHECK(event.way == direction::inbound);
    CHECK(event.peer == peer_digits);
    CHECK(event.own == own_digits);
    event = understood(event_of("call.connected", "OUTBOUND", own_digits, peer_with_plus), with_number(number));
    CHECK(event.way == direction::outbound);
    CHECK(event.peer == peer_digits);
    CHECK(event.own == own_digits);
  }
}

TEST_CASE("without a direction the key's number decides") {
  auto event = understood(event_of("call.connected", "", own_digits, peer_digits), with_number(own_digits));
  CHECK(event.way == direction::outbound);
  CHECK(event.peer == peer_digits);
  event = understood(event_of("call.ringing", "", peer_digits, own_without_ninth), with_number(own_digits));
  CHECK(event.what == phase::offer);
  CHECK(event.peer == peer_digits);
  event = understood(event_of("call.ringing", "", own_without_ninth, peer_digits), with_number(own_digits));
  CHECK(event.why == ignored::outbound);
}

TEST_CASE("without a direction and a number that decides, an offer is dropped and the rest is inbound") {
  for (const char* number : {"", "5511955555555"}) {
    const key_facts key = with_number(number);
    CHECK(understood(event_of("call.ringing", "", peer_digits, own_digits), key).why == ignored::no_direction);
    const auto accept = understood(event_of("call.connected", "", peer_digits, own_digits), key);
    CHECK(accept.what == phase::accept);
    CHECK(accept.way == direction::unknown);
    CHECK(accept.peer == peer_digits);
    CHECK(understood(event_of("call.ended", "", peer_digits, own_digits), key).peer == peer_digits);
  }
}

TEST_CASE("an offer from the key's own number is dropped whatever its direction says") {
  const std::string body = event_of("call.ringing", "INBOUND", own_digits, peer_digits);
  CHECK(understood(body, with_number(own_digits)).why == ignored::outbound);
  CHECK(understood(body, with_number("")).what == phase::offer);
  const std::string words = R"({"event":"CallOffer","data":{"CallID":"c","From":"5511977776666@s.whatsapp.net",)"
                            R"("CallCreator":"5511900000001:3@s.whatsapp.net"}})";
  CHECK(understood(words, shop()).why == ignored::outbound);
}

TEST_CASE("number_check: warn marks an event of another number, strict ignores it") {
  const std::string other = event_of("call.ringing", "INBOUND", peer_digits, "5511955555555");
  const auto warned = understood(other, with_number(own_digits));
  CHECK(warned.what == phase::offer);
  CHECK(warned.other_number);
  const auto strict = understood(other, with_number(own_digits, true));
  CHECK(strict.what == phase::none);
  CHECK(strict.why == ignored::other_number);
  for (const std::string& ours : {event_of("call.ringing", "INBOUND", peer_digits, own_without_ninth),
                                  event_of("call.ended", "OUTBOUND", own_digits, peer_digits),
                                  event_of("call.ringing", "INBOUND", peer_digits, "")}) {
    INFO(ours);
    CHECK_FALSE(understood(ours, with_number(own_digits, true)).other_number);
  }
  CHECK_FALSE(understood(other, with_number("", true)).other_number);
}

TEST_CASE("Evolution GO's words name the peer, whoever placed the call") {
  const std::string outbound = R"({"event":"CallAccept","data":{"CallID":"c","From":"5511977776666@s.whatsapp.net",)"
                               R"("CallCreator":"5511900000001@s.whatsapp.net"}})";
  auto event = understood(outbound);
  CHECK(event.way == direction::outbound);
  CHECK(event.peer == peer_digits);
  CHECK(event.own == own_digits);
  event = understood(R"({"event":"CallAccept","data":{"CallID":"c","From":"99887766554433@lid",)"
                     R"("CallCreator":"5511977776666@s.whatsapp.net"}})");
  CHECK(event.peer == peer_digits);
}

}  // namespace ramal::events
