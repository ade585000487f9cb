#include "tests/system/spellings.hpp"

#include <algorithm>
#include <cctype>
#include <iomanip>
#include <random>
#include <set>
#include <sstream>

namespace ramal::system_tests {
namespace {

std::string hex_of(const std::string& bytes, const std::string& before_each, bool upper) {
  std::ostringstream made;
  made << std::hex << std::setfill('0');
  if (upper) made << std::uppercase;
  for (const char c : bytes) made << before_each << std::setw(2) << static_cast<int>(static_cast<unsigned char>(c));
  return made.str();
}

// Only what is not plain is written as hex, or behind a backslash if `mark` is one.
std::string escaped(const std::string& bytes, const std::string& plain, const std::string& mark, bool upper) {
  std::string made;
  for (const char c : bytes) {
    const bool stays = std::isalnum(static_cast<unsigned char>(c)) != 0 || plain.find(c) != std::string::npos;
    made += stays ? std::string(1, c) : mark == "\\" ? mark + c : hex_of(std::string(1, c), mark, upper);
  }
  return made;
}

std::string base64_of(const std::string& bytes, const char* last_two) {
  const std::string digits = std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") + last_two;
  std::string made;
  for (std::size_t i = 0; i + 3 <= bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i + k])); };
    const unsigned word = at(0) << 16 | at(1) << 8 | at(2);
    for (const unsigned shift : {18u, 12u, 6u, 0u}) made += digits[word >> shift & 63];
  }
  return made;
}

}  // namespace

std::string random_secret(const std::string& prefix, bool odd) {
  std::random_device device;
  std::ostringstream made;
  made << prefix << (odd ? "\"\\/%&<'" : "");
  for (int i = 0; i < 4; ++i) made << std::hex << std::setw(8) << std::setfill('0') << device();
  return made.str();
}

std::vector<std::string> spellings(const std::string& secret) {
  std::set<std::string> all{secret};
  for (const bool upper : {false, true}) {
    for (const char* mark : {"", " ", ":", "%", "\\u00", "\\x", "0x"}) all.insert(hex_of(secret, mark, upper));
    for (const char* plain : {"-_", "-_.~", "-_.~!*'()", "-_.~!$&'()*+,;=:@/"})
      all.insert(escaped(secret, plain, "%", upper));
    for (const char* plain : {"-_/%&<'", "-_%&<'", "-_%"}) {
      all.insert(escaped(secret, plain, "\\", upper));
      all.insert(escaped(secret, plain, "\\u00", upper));
    }
  }
  for (const char* last_two : {"+/", "-_"})
    for (const std::size_t cut : {0u, 1u, 2u}) all.insert(base64_of(secret.substr(cut), last_two));
  return {all.begin(), all.end()};
}

}  // namespace ramal::system_tests
