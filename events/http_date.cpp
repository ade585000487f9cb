#include "events/http_date.hpp"

#include <algorithm>

#include "events/time_reader.hpp"

namespace ramal::events {

std::optional<time_point> parse_http_date(std::string_view text) {
  constexpr std::string_view day_names = "MonTueWedThuFriSatSun", month_names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  const auto day_name = day_names.find(text.substr(0, 3)), month_name = month_names.find(text.substr(8, 3));
  if (day_name % 3 != 0 || day_name >= day_names.size()) return std::nullopt;
  if (month_name % 3 != 0 || month_name >= month_names.size()) return std::nullopt;
  time_reader in{text.substr(5, 20)};
  const int day_number = in.digits(2);
  in.expect(" ");
  in.rest.remove_prefix(std::min<std::size_t>(3, in.rest.size()));
  in.expect(" ");
  const int year_number = in.digits(4);
  auto at = date_at(in, year_number, static_cast<int>(month_name / 3) + 1, day_number);
  if (!at) return std::nullopt;
  in.expect(" ");
  *at += read_clock(in);
  return in.ok ? at : std::nullopt;
}

}  // namespace ramal::events
