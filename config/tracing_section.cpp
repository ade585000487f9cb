#include "config/tracing_section.hpp"

#include "config/destination_url.hpp"
#include "config/fields.hpp"
#include "config/model.hpp"
#include "config/secret_header.hpp"

namespace ramal::config {
namespace {

constexpr std::string_view path_of_traces = "/v1/traces";

// As OTEL_EXPORTER_OTLP_ENDPOINT has it: the path of traces is added.
parsed<std::string> parse_endpoint(std::string_view text) {
  const auto url = parse_destination_url(text);
  if (!url.has_value()) return url.error();
  if (text.find('?') != std::string_view::npos)
    return wrong("has a query: write the collector's URL alone, and a credential into tracing.headers");
  if (url->target.ends_with(path_of_traces))
    return wrong("has /v1/traces at its end, which is added to it: leave that out");
  if (url->port == 4317)
    return wrong(
        "is the usual port of OTLP over gRPC, which is not spoken here: write the one of OTLP over HTTP, 4318");
  return std::string(text);
}

void check_tracing(context& load, const node& mapping, const std::string& path, void* owner) {
  const auto& made = *static_cast<const tracing_settings*>(owner);
  check_secret_headers(load, mapping, path, made.headers);
  const node* const ca = given(load, mapping, path, "ca_file");
  if (ca == nullptr) return;
  const auto url = parse_destination_url(made.endpoint);
  if (url.has_value() && !url->tls)
    return load.report(ca->at, join_path(path, "ca_file"), "is never used with http://: remove it, or write https://");
  if (const checked readable = load.access.readable(made.ca_file); !readable)
    load.report(ca->at, join_path(path, "ca_file"), readable.error());
}

}  // namespace

const section& tracing_section() {
  using settings = tracing_settings;
  // clang-format off
  static const section entries{
      {required(text_field("endpoint", "URL", &settings::endpoint, parse_endpoint)),
       custom_field<settings>(
           "ratio", "number",
           [](const node& from) { return parse_real(from, {0.0, 1.0}); },
           [](settings& owner, double value) { owner.ratio = value; },
           [](const settings& owner) { return print_real(owner.ratio); }),
       groups_field("headers", &settings::headers, secret_header_section()),
       path_field("ca_file", &settings::ca_file)},
      check_tracing};
  // clang-format on
  return entries;
}

}  // namespace ramal::config
