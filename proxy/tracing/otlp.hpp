// Spans as OTLP's JSON: the body of POST /v1/traces of a collector (opentelemetry-proto 1.x; names and attributes after
// OpenTelemetry's HTTP semantic conventions 1.2x). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proxy/tracing/span_record.hpp"

namespace ramal::tracing {

struct server_place {
  std::string host;
  std::uint16_t port = 0;
};

// Who sends them, and whom it asks.
struct span_source {
  std::string version;
  std::string instance;  // of this process: a random text
  server_place engine, evolution_go;
};

// One SERVER span for each record, and a CLIENT span where another server was asked. No key, number, call id, path or
// query of a request stands in it: a route's pattern stands for the path.
std::string write_otlp(const span_source& from, std::span<const span_record> records);

}  // namespace ramal::tracing
