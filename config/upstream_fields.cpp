#include "config/upstream_fields.hpp"

#include "config/addresses.hpp"
#include "config/fields.hpp"

namespace ramal::config {

field base_url_field() {
  return custom_field<upstream_engine>(
      "base_url", "URL", text_of(parse_base_url),
      [](upstream_engine& owner, base_url value) {
        owner.tls = value.tls;
        owner.host = std::move(value.host);
        owner.port = value.port;
        owner.path_prefix = std::move(value.path_prefix);
      },
      [](const upstream_engine& owner) {
        if (owner.host.empty()) return std::string("\"\"");
        return print_text(print_base_url({owner.tls, owner.host, owner.port, owner.path_prefix}));
      });
}

void check_order(context& load, const node& mapping, const std::string& path, std::string_view shorter,
                 milliseconds shorter_value, std::string_view longer, milliseconds longer_value) {
  const node* value = given(load, mapping, path, shorter);
  if (value == nullptr || !load.clean(join_path(path, longer)) || shorter_value <= longer_value) return;
  load.report(value->at, join_path(path, shorter),
              print_duration(shorter_value) + " is longer than " + std::string(longer) + " (" +
                  print_duration(longer_value) + "), so it would never be reached: shorten it, or lengthen " +
                  std::string(longer));
}

}  // namespace ramal::config
