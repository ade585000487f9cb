#include <catch2/catch.hpp>

#include "events/phone.hpp"

namespace ramal::events {

TEST_CASE("of a phone number the digits are kept, of an address those of its user") {
  CHECK(phone_digits("5511977776666") == "5511977776666");
  CHECK(phone_digits("+55 (11) 97777-6666") == "5511977776666");
  CHECK(phone_digits("5511977776666@s.whatsapp.net") == "5511977776666");
  CHECK(phone_digits("5511977776666:12@S.WhatsApp.net") == "5511977776666");
  CHECK(phone_digits("5511977776666.0:12@s.whatsapp.net") == "5511977776666");
  CHECK(phone_digits("5511977776666@c.us") == "5511977776666");
}

TEST_CASE("what is no phone number has no digits") {
  for (const char* text : {"", "+", "anonymous", "123456789012345@lid", "12036304@g.us", "1@s.whatsapp.net@lid",
                           "5511977776666@", "123456789012345678901"}) {
    INFO(text);
    CHECK(phone_digits(text).empty());
  }
}

TEST_CASE("a Brazilian number is the same with and without its ninth digit") {
  CHECK(same_number("5511977776666", "5511977776666"));
  CHECK(same_number("5511977776666", "551177776666"));
  CHECK(same_number("551177776666", "5511977776666"));
  CHECK_FALSE(same_number("5511977776666", "551187776666"));
  CHECK_FALSE(same_number("5511977776666", "5511877776666"));
  CHECK_FALSE(same_number("5611977776666", "561177776666"));
  CHECK_FALSE(same_number("5511877776666", "551177776666"));
  CHECK_FALSE(same_number("", ""));
  CHECK_FALSE(same_number("5511977776666", ""));
}

TEST_CASE("an address of WhatsApp is made of digits, and nobody's is empty") {
  CHECK(jid_of("5511977776666") == "5511977776666@s.whatsapp.net");
  CHECK(jid_of("").empty());
}

}  // namespace ramal::events
