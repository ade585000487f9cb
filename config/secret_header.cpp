#include "config/secret_header.hpp"

#include <algorithm>

#include "config/fields.hpp"
#include "config/letters.hpp"
#include "config/secret_source.hpp"
#include "config/unique.hpp"
#include "config/webhook_values.hpp"

namespace ramal::config {

const section& secret_header_section() {
  using line = secret_header_line;
  static const section entries{
      [] {
        std::vector<field> fields{required(text_field("name", "header name", &line::name, parse_delivery_header_name))};
        add_secret_forms(fields, {"value", [](const void* owner) {
                                    return std::string(static_cast<const line*>(owner)->value.empty() ? "" : "***");
                                  }});
        return fields;
      }(),
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        static_cast<line*>(owner)->value = read_secret_forms(load, mapping, path, "value", check_delivery_header_value,
                                                             ", with the header's text");
      }};
  return entries;
}

void check_secret_headers(context& load, const node& mapping, const std::string& path,
                          const std::vector<secret_header_line>& lines) {
  const node* list = mapping.find("headers");
  unique_values names(load, "this header");
  for (std::size_t i = 0; list != nullptr && i < std::min(lines.size(), list->items.size()); ++i) {
    const node* name = list->items[i].find("name");
    if (name != nullptr) names.add(lower(lines[i].name), name->at, path + ".headers[" + std::to_string(i) + "].name");
  }
}

}  // namespace ramal::config
