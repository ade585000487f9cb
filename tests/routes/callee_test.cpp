// The callee: every sentence of go-calls.md section 3 about it. No number is called that was not meant, and every one
// that was meant is.
#include <catch2/catch.hpp>

#include <string>

#include "routes/callee.hpp"

namespace ramal::routes {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view individuals = "calls only support individual WhatsApp users";

struct meant {
  const char* name;
  std::string_view text;
  std::string_view digits;
};

struct refused {
  const char* name;
  std::string_view text;
  const char* reason;  // a part of the text
};

}  // namespace

TEST_CASE("a callee becomes its digits") {
  for (const meant& row : {
           meant{"digits", "5511999990000", "5511999990000"},
           meant{"the shortest", "12345678", "12345678"},
           meant{"the longest", "123456789012345", "123456789012345"},
           meant{"plus", "+5511999990000", "5511999990000"},
           meant{"as people write it", " +55 (11) 99999-0000 ", "5511999990000"},
           meant{"dots", "55.11.99999.0000", "5511999990000"},
           meant{"a dot between two halves", "55119888.87777", "5511988887777"},
           meant{"a dash in front of two digits", "2981234-56", "298123456"},
           meant{"pairs", "+33 6 12 34 56 78", "33612345678"},
           meant{"one digit after the other", "5 5 1 1 9 8 7 6 5 4 3 2 1", "5511987654321"},
           meant{"groups of four", "5511 9888 8777 7", "5511988887777"},
           meant{"groups of three", "551-198-888-777-7", "5511988887777"},
           meant{"TAB and line ends", "55\t11999990000\r\n", "5511999990000"},
           meant{"a dot behind", "5511999990000.", "5511999990000"},
           meant{"the country code apart", "+55 11999990000", "5511999990000"},
           meant{"the country code apart, without plus", "55 11999990000", "5511999990000"},
           meant{"a long part behind a country code", "+62 812345678901", "62812345678901"},
           meant{"the country code in brackets", "(+55) 11 99999-0000", "5511999990000"},
           meant{"the country code in brackets, without plus", "(55) 11 99999-0000", "5511999990000"},
           meant{"a blank behind plus", "+ 55 11 99999 0000", "5511999990000"},
           meant{"a bracket that is not closed", "+55 (11 99999-0000", "5511999990000"},
           meant{"of Germany, with the extension 0", "+49 30 1234567-0", "493012345670"},
           meant{"of Italy, which keeps its 0", "+39 (06) 698 12345", "390669812345"},
           meant{"of Ivory Coast, which keeps its 0", "+225 07 12 34 56 78", "2250712345678"},
           meant{"of the United States", "1 (202) 555-1234", "12025551234"},
           meant{"of the United States, the code in brackets", "(1) 202 555 1234", "12025551234"},
           meant{"zeros inside", "+1 800 000 0000", "18000000000"},
           meant{"no ninth digit is added", "551188880000", "551188880000"},
           meant{"no ninth digit is dropped", "5511988880000", "5511988880000"},
           meant{"tel", "tel:+55-11-99999-0000", "5511999990000"},
           meant{"TEL and a blank", " TEL: +5511999990000", "5511999990000"},
           meant{"whatsapp", "whatsapp:+5511999990000", "5511999990000"},
           meant{"WhatsApp and a user", "WhatsApp:5511999990000@s.whatsapp.net", "5511999990000"},
           meant{"marks of direction", "\u202A+55 11 99999\u20110000\u202C", "5511999990000"},
           meant{"no-break blanks", "+55\u00A011\u202F99999\u20070000\uFEFF", "5511999990000"},
           meant{"zero-width blanks", "\u200B\u200E5511999990000\u200F\u2060", "5511999990000"},
           meant{"dashes", "+55 11 99999\u20130000", "5511999990000"},
           meant{"a minus sign", "55\u221211\u221299999\u22120000", "5511999990000"},
           meant{"a user", "5511999990000@s.whatsapp.net", "5511999990000"},
           meant{"an old user", "5511999990000@c.us", "5511999990000"},
           meant{"a user in upper case", "5511999990000@S.WhatsApp.NET", "5511999990000"},
           meant{"an old user in upper case", "5511999990000@C.US", "5511999990000"},
           meant{"a device", "5511999990000:12@s.whatsapp.net", "5511999990000"},
           meant{"an agent", "5511999990000.1@s.whatsapp.net", "5511999990000"},
           meant{"agent and device", "5511999990000.0:47@s.whatsapp.net", "5511999990000"},
           meant{"blanks around a user", " 5511999990000@c.us\u00A0", "5511999990000"},
           meant{"a user with plus", "+5511999990000@c.us", "5511999990000"},
           meant{"a server behind a number as people write it", "+55 (11) 99999-0000@c.us", "5511999990000"},
       }) {
    INFO(row.name);
    std::string digits;
    CHECK(parse_callee(row.text, digits).empty());
    CHECK(digits == row.digits);
  }
}

TEST_CASE("what is not sure to be one person's number is refused with its reason, and leaves nothing behind") {
  for (const refused& row : {
           refused{"empty", "", "8 to 15 digits"},
           refused{"blanks", " \u00A0", "8 to 15 digits"},
           refused{"only a prefix", "tel:", "8 to 15 digits"},
           refused{"too short", "1234567", "8 to 15 digits"},
           refused{"too long", "1234567890123456", "8 to 15 digits"},
           refused{"too long with separators", "1234-5678-9012-3456", "8 to 15 digits"},
           refused{"no digit", "+ ()", "8 to 15 digits"},
           refused{"letters", "5511999990000a", "it may have"},
           refused{"a name", "maria", "it may have"},
           refused{"an extension", "+55 11 99999-0000 ext 5", "it may have"},
           refused{"a parameter", "tel:+5511999990000;ext=5", "it may have"},
           refused{"a link", "https://wa.me/5511999990000", "it may have"},
           refused{"another prefix", "sip:5511999990000", "it may have"},
           refused{"two prefixes", "tel:tel:5511999990000", "it may have"},
           refused{"a slash", "5511/999990000", "it may have"},
           refused{"a comma", "5511999990000,0", "it may have"},
           refused{"an exponent", "5.511999990000E+12", "it may have"},
           refused{"NUL",
                   "55119999\0"
                   "90000"sv,
                   "it may have"},
           refused{"full-width digits", "\uFF155511999990000", "it may have"},
           refused{"Arabic digits", "\u0665\u0665\u0661\u0661\u0669\u0669\u0669\u0669", "it may have"},
           refused{"two plus signs", "++5511999990000", "it may have"},
           refused{"a plus sign inside", "55+11999990000", "it may have"},
           refused{"a plus sign behind", "5511999990000+", "it may have"},
           refused{"a line's number and a plus sign", "1. +5511999990000", "it may have"},
           refused{"a minus sign", "-5511999990000", "it may have"},
           refused{"a dash", "\u20145511999990000", "it may have"},
           refused{"a dot in front", ".5511999990000", "it may have"},
           refused{"a 0 in front", "011999990000", "begins with 0"},
           refused{"00 in front", "005511999990000", "begins with 0"},
           refused{"00 behind plus", "+005511999990000", "begins with 0"},
           refused{"0 in brackets in front", "(0)5511999990000", "begins with 0"},
           refused{"0 behind a prefix", "tel:011999990000", "begins with 0"},
           refused{"0 in a user", "005511999990000@s.whatsapp.net", "begins with 0"},
           refused{"(0)", "+44 (0)20 7946 0958", "leave out the 0"},
           refused{"( 0 )", "+44 ( 0 ) 20 7946 0958", "leave out the 0"},
           refused{"(0) of Italy", "+39 (0) 6 698 12345", "leave out the 0"},
           refused{"an area code with its 0", "+55 (011) 99999-0000", "leave out the 0"},
           refused{"a 0 alone behind the country code", "+44 0 20 7946 0958", "leave out the 0"},
           refused{"a spreadsheet's number", "5511988887777.0", "behind a whole number"},
           refused{"a spreadsheet's number with plus", "+5511988887777.0", "behind a whole number"},
           refused{"-1 behind", "5511988887777-1", "behind a whole number"},
           refused{"(2) behind", "5511988887777 (2)", "behind a whole number"},
           refused{"a digit behind a blank", "5511988887777 3", "behind a whole number"},
           refused{"a digit behind an invisible blank", "5511988887777\u200B3", "behind a whole number"},
           refused{"a digit behind a dash", "5511988887777\u20133", "behind a whole number"},
           refused{"behind a number of ten digits", "2025551234.0", "behind a whole number"},
           refused{"(2) behind groups", "+55 (11) 98888-7777 (2)", "behind a whole number"},
           refused{"(2) behind groups of another country", "+33 6 12 34 56 78 (2)", "behind a whole number"},
           refused{".0 behind groups", "+55 (11) 98888-7777.0", "behind a whole number"},
           refused{"-1 behind groups", "+55 11 98888-7777-1", "behind a whole number"},
           refused{"-22 behind groups without ninth digit", "+55 11 8888-7777-22", "behind a whole number"},
           refused{"behind a user's number", "5511988887777-1@c.us", "behind a whole number"},
           refused{"two numbers", "5511988887777 5511977776666", "two numbers"},
           refused{"two numbers on two lines", "11988887777\n11977776666", "two numbers"},
           refused{"two short numbers", "9888877 9777766", "two numbers"},
           refused{"a line's number", "1. 5511988887777", "in front of a whole number"},
           refused{"a row's number", "2\t551188887777", "in front of a whole number"},
           refused{"a number in brackets", "(1) 5511988887777", "in front of a whole number"},
           refused{"a line's number in front of eleven digits", "1. 12025551234", "in front of a whole number"},
           refused{"a row's number in front of eleven digits", "2\t33612345678", "in front of a whole number"},
           refused{"an area code first", "(11) 98888-7777", "area code"},
           refused{"an area code first, as in the United States", "(202) 555-1234", "area code"},
           refused{"a hidden id", "123456789012345@lid", "the engine calls phone numbers"},
           refused{"another server", "5511999990000@example.com", "the engine calls phone numbers"},
           refused{"no server", "5511999990000@", "the engine calls phone numbers"},
           refused{"two servers", "5511999990000@c.us@c.us", "the engine calls phone numbers"},
           refused{"a server and more", "5511999990000@c.us ,x", "the engine calls phone numbers"},
           refused{"no user", "@s.whatsapp.net", "8 to 15 digits"},
           refused{"only a device", ":12@s.whatsapp.net", "8 to 15 digits"},
           refused{"a short user", "1234567@c.us", "8 to 15 digits"},
           refused{"a long user", "1234567890123456@c.us", "8 to 15 digits"},
           refused{"letters in a user", "abc@s.whatsapp.net", "it may have"},
           refused{"a short number with a fraction", "298123456.0", "digits behind"},
           refused{"a local number with a fraction", "98888777.00", "digits behind"},
           refused{"a device that is none", "5511999990000:123456@s.whatsapp.net", "in front of @"},
           refused{"letters as a device", "5511999990000:x@s.whatsapp.net", "in front of @"},
           refused{"half a number and an agent", "55119888.87777@s.whatsapp.net", "in front of @"},
           refused{"dots in a user", "55.11.98765.4321@s.whatsapp.net", "in front of @"},
       }) {
    INFO(row.name);
    std::string digits;
    const std::string problem(parse_callee(row.text, digits));
    CHECK(problem.rfind("invalid WhatsApp number: ", 0) == 0);
    CHECK(problem.find(row.reason) != std::string::npos);
    CHECK(digits.empty());
  }
}

TEST_CASE("who is no individual is not called, whoever stands in front and in whatever case") {
  for (const char* many : {"5511999990000-1600000000@g.us", "120363000000000000@G.US", "status@broadcast",
                           "1@Broadcast", "120363000000000000@newsletter", " @g.us "}) {
    INFO(many);
    std::string digits;
    CHECK(parse_callee(many, digits) == individuals);
    CHECK(digits.empty());
  }
}

TEST_CASE("digits without end are counted and refused") {
  std::string digits;
  CHECK_FALSE(parse_callee(std::string(200'000, '1'), digits).empty());
  std::string spaced;
  for (int i = 0; i < 50'000; ++i) spaced += "1 0 ";
  CHECK_FALSE(parse_callee(spaced, digits).empty());
  CHECK(digits.empty());
}

}  // namespace ramal::routes
