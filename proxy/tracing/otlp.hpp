// Spans as OTLP's JSON: the body of POST /v1/traces of a collector (opentelemetry-proto, trace service).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/tracing/trace_context.hpp"

namespace ramal::tracing {

// The numbers are those of the protocol.
enum class span_kind : std::uint8_t { server = 2, client = 3 };

struct attribute {
  std::string_view name;  // of OpenTelemetry's conventions
  std::variant<std::string, std::int64_t> value;
};

// One finished span. No attribute holds a key, a number or a query.
struct finished_span {
  trace_id trace{};
  span_id id{};
  std::optional<span_id> parent{};
  span_kind kind = span_kind::server;
  std::string name;
  std::uint64_t began = 0;  // Unix time in nanoseconds
  std::uint64_t ended = 0;
  bool has_failed = false;
  std::vector<attribute> attributes{};
};

// Who sends them.
struct resource {
  std::string_view service;
  std::string_view version;
  std::string_view instance;
};

std::string to_otlp(const resource& from, std::span<const finished_span> spans);

}  // namespace ramal::tracing
