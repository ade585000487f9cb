// Our reader against Boost.JSON's strict one: the same documents are read, and the same ones refused, but for the
// bounds that only ours has.
#include <catch2/catch.hpp>

#include <random>
#include <string>

#include "tests/routes/json_documents.hpp"
#include "tests/routes/second_opinion.hpp"

namespace ramal::routes::json {
namespace {

using random = std::mt19937;

std::size_t below(random& dice, std::size_t end) {
  return std::uniform_int_distribution<std::size_t>(0, end - 1)(dice);
}

std::string_view pick_from(random& dice, std::initializer_list<std::string_view> choices) {
  return *(choices.begin() + below(dice, choices.size()));
}

std::string some_string(random& dice) {
  std::string text = "\"";
  for (std::size_t parts = below(dice, 5); parts > 0; --parts)
    text += pick_from(
        dice, {"a", "0123456789abcdef", "\\n", "\\u0041", "\\ud83d\\ude00", "\xC3\xA9", "\\\"", "\\\\", " ", "/"});
  return text + "\"";
}

std::string some_document(random& dice, unsigned depth) {
  const std::string blank(pick_from(dice, {"", "", "", " ", "\n\t"}));
  const std::size_t kind = below(dice, depth == 0 ? 4 : 6);
  if (kind == 0) return blank + some_string(dice);
  if (kind == 1) return std::string(pick_from(dice, {"0", "-1", "1.50", "1e5", "-0.1E-2", "123456789012345678901"}));
  if (kind == 2) return std::string(pick_from(dice, {"true", "false", "null"})) + blank;
  if (kind == 3) return std::string(pick_from(dice, {"{}", "[]", "[ ]", "{ }"}));
  std::string text(kind == 4 ? "{" : "[");
  for (std::size_t i = 0, count = below(dice, 4); i < count; ++i) {
    if (i != 0) text += ",";
    if (kind == 4) text += some_string(dice) + blank + ":";
    text += some_document(dice, depth - 1);
  }
  return text + blank + (kind == 4 ? "}" : "]");
}

// One byte gone, doubled, swapped or replaced.
void mutate(random& dice, std::string& text) {
  constexpr std::string_view bytes = "{}[]\",:\\ 019.eE+-tfnu\t\n\x01\x7f\x80\xC3\xE2/";
  const std::size_t at = below(dice, text.size());
  switch (below(dice, 4)) {
    case 0: text.erase(at, 1); break;
    case 1: text.insert(at, 1, text[at]); break;
    case 2: text.insert(at, 1, bytes[below(dice, bytes.size())]); break;
    default: text[at] = bytes[below(dice, bytes.size())];
  }
}

}  // namespace

TEST_CASE("Boost.JSON agrees about the tables of documents") {
  for (const document& row : good_documents()) {
    INFO(row.name);
    if (row.name != std::string_view("a lone surrogate is legal text")) CHECK(boost_reads(row.text));
  }
  for (const document& row : bad_documents()) {
    INFO(row.name);
    CHECK_FALSE(boost_reads(row.text));
  }
}

TEST_CASE("Boost.JSON agrees about thousands of generated and damaged documents") {
  random dice(20'261'121);
  std::size_t good = 0, bad = 0, skipped = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = some_document(dice, 4);
    for (std::size_t damage = below(dice, 4); damage > 0 && !text.empty(); --damage) mutate(dice, text);
    const problem ours = read(text);
    if (ours == problem::too_deep || ours == problem::too_many_keys || ours == problem::number_too_long) continue;
    const bool boost = boost_reads(text);
    if (ours == problem::none && !boost && (has_surrogate(text) || has_large_exponent(text))) {
      ++skipped;
      continue;
    }
    ++(ours == problem::none ? good : bad);
    if ((ours == problem::none) != boost) FAIL("Boost.JSON says " << boost << " to " << text);
  }
  CHECK(good > 3'000);
  CHECK(bad > 3'000);
  CHECK(skipped < 500);
}

}  // namespace ramal::routes::json
