#include "proxy/tracing/otlp.hpp"

#include <utility>

#include "routes/text.hpp"

namespace ramal::tracing {
namespace {

constexpr int failed = 2;  // Status.STATUS_CODE_ERROR

void put_text(std::string_view text, std::string& out) {
  out.push_back('"');
  routes::escape_json(text, out);
  out.push_back('"');
}

// 64-bit numbers are texts in the JSON of protobuf.
void put(const attribute& one, std::string& out) {
  out += "{\"key\":";
  put_text(one.name, out);
  if (const auto* text = std::get_if<std::string>(&one.value); text != nullptr) {
    out += ",\"value\":{\"stringValue\":";
    put_text(*text, out);
  } else {
    out += ",\"value\":{\"intValue\":\"" + std::to_string(std::get<std::int64_t>(one.value)) + "\"";
  }
  out += "}}";
}

void put(std::span<const attribute> all, std::string& out) {
  out += "\"attributes\":[";
  bool first = true;
  for (const attribute& one : all) {
    if (!std::exchange(first, false)) out.push_back(',');
    put(one, out);
  }
  out.push_back(']');
}

void put(const finished_span& one, std::string& out) {
  out += "{\"traceId\":\"" + to_hex(one.trace) + "\",\"spanId\":\"" + to_hex(one.id) + "\"";
  if (one.parent) out += ",\"parentSpanId\":\"" + to_hex(*one.parent) + "\"";
  out += ",\"name\":";
  put_text(one.name, out);
  out += ",\"kind\":" + std::to_string(static_cast<int>(one.kind)) + ",\"startTimeUnixNano\":\"" +
         std::to_string(one.began) + "\",\"endTimeUnixNano\":\"" + std::to_string(one.ended) + "\",";
  put(one.attributes, out);
  if (one.has_failed) out += ",\"status\":{\"code\":" + std::to_string(failed) + "}";
  out.push_back('}');
}

}  // namespace

std::string to_otlp(const resource& from, std::span<const finished_span> spans) {
  const std::vector<attribute> who{{"service.name", std::string(from.service)},
                                   {"service.version", std::string(from.version)},
                                   {"service.instance.id", std::string(from.instance)}};
  std::string out = "{\"resourceSpans\":[{\"resource\":{";
  put(who, out);
  out += "},\"scopeSpans\":[{\"scope\":{\"name\":";
  put_text(from.service, out);
  out += "},\"spans\":[";
  bool first = true;
  for (const finished_span& one : spans) {
    if (!std::exchange(first, false)) out.push_back(',');
    put(one, out);
  }
  return out + "]}]}]}";
}

}  // namespace ramal::tracing
