// Phone numbers of events: digits without `+` (webhooks.md section 4).
#pragma once

#include <string>
#include <string_view>

namespace ramal::events {

// The digits of "+55 11 97777-6666", "5511977776666" or "5511977776666:3@s.whatsapp.net" (the part of the device is
// left out). "" if there are none or more than 20, and for an address of another kind (`@lid`, `@g.us`).
std::string phone_digits(std::string_view text);

// Whether two numbers, as digits, are the same. A Brazilian one may lack the ninth digit of mobile phones:
// 5511977776666 is 551177776666. "" is nobody's number.
bool same_number(std::string_view a, std::string_view b);

// "<digits>@s.whatsapp.net"; "" for "", as an empty JID is written.
std::string jid_of(std::string_view digits);

}  // namespace ramal::events
