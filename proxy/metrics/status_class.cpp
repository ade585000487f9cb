#include "proxy/metrics/status_class.hpp"

#include <array>
#include <iterator>

namespace ramal::metrics {
namespace {

struct row {
  std::uint16_t status;  // below 10: all others of this hundred
  std::string_view name;
};

constexpr row rows[] = {
    {0, "_other"}, {1, "1xx"},   {2, "2xx"},   {3, "3xx"},   {4, "4xx"},   {5, "5xx"},   {200, "200"},
    {201, "201"},  {202, "202"}, {204, "204"}, {301, "301"}, {302, "302"}, {304, "304"}, {307, "307"},
    {308, "308"},  {400, "400"}, {401, "401"}, {402, "402"}, {403, "403"}, {404, "404"}, {405, "405"},
    {406, "406"},  {408, "408"}, {409, "409"}, {410, "410"}, {411, "411"}, {412, "412"}, {413, "413"},
    {414, "414"},  {415, "415"}, {417, "417"}, {421, "421"}, {422, "422"}, {423, "423"}, {425, "425"},
    {426, "426"},  {428, "428"}, {429, "429"}, {431, "431"}, {451, "451"}, {499, "499"}, {500, "500"},
    {501, "501"},  {502, "502"}, {503, "503"}, {504, "504"}, {505, "505"}, {507, "507"}, {508, "508"},
};
static_assert(std::size(rows) == status_count);

constexpr std::size_t most = 600;

constexpr std::array<std::uint8_t, most> indexes = [] {
  std::array<std::uint8_t, most> made{};
  for (std::size_t status = 100; status < most; ++status) made[status] = static_cast<std::uint8_t>(status / 100);
  for (std::size_t i = 6; i < std::size(rows); ++i) made[rows[i].status] = static_cast<std::uint8_t>(i);
  return made;
}();

}  // namespace

std::size_t status_index(std::uint16_t status) { return status < most ? indexes[status] : 0; }

std::string_view status_name(std::size_t index) { return rows[index].name; }

}  // namespace ramal::metrics
