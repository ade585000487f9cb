#include "config/limits_section.hpp"

#include <chrono>

#include "config/fields.hpp"
#include "config/model.hpp"

namespace ramal::config {
namespace {

using namespace std::chrono_literals;

void check_limits(context& load, const node& mapping, const std::string& path, void* owner) {
  const auto& bounds = *static_cast<const limits*>(owner);
  const std::pair<std::string_view, std::size_t> inside_head[] = {{"target_bytes", bounds.target_bytes},
                                                                  {"header_name_bytes", bounds.header_name_bytes},
                                                                  {"header_value_bytes", bounds.header_value_bytes}};
  for (const auto& [name, value] : inside_head) {
    const node* own = given(load, mapping, path, name);
    if (own == nullptr || !load.clean(join_path(path, "head_bytes")) || value <= bounds.head_bytes) continue;
    load.report(own->at, join_path(path, name),
                print_size(value) + " is more than head_bytes (" + print_size(bounds.head_bytes) +
                    "), so it would never be reached: lower it, or raise head_bytes");
  }
}

}  // namespace

const section& limits_section() {
  static const section entries{
      {size_field("body_bytes", &limits::body_bytes, 1, 64 * mib),
       size_field("head_bytes", &limits::head_bytes, 256, mib),
       size_field("target_bytes", &limits::target_bytes, 64, mib),
       count_field("header_fields", &limits::header_fields, 1, 10'000),
       size_field("header_name_bytes", &limits::header_name_bytes, 16, mib),
       size_field("header_value_bytes", &limits::header_value_bytes, 64, mib),
       count_field("json_depth", &limits::json_depth, 1, 1'000),
       count_field("json_keys", &limits::json_keys, 1, 1'000'000),
       duration_field("tls_handshake_timeout", &limits::tls_handshake_timeout, 1ms, 1h),
       duration_field("head_timeout", &limits::head_timeout, 1ms, 1h),
       duration_field("body_timeout", &limits::body_timeout, 1ms, 1h),
       duration_field("idle_timeout", &limits::idle_timeout, 1ms, 24h),
       duration_field("write_timeout", &limits::write_timeout, 1ms, 1h),
       count_field("requests_per_connection", &limits::requests_per_connection, 1, 1'000'000'000),
       count_field("connections", &limits::connections, 1, 1'000'000),
       count_field("connections_per_address", &limits::connections_per_address, 1, 1'000'000),
       duration_field("crowded_head_timeout", &limits::crowded_head_timeout, 1ms, 1h),
       count_field("in_flight", &limits::in_flight, 1, 1'000'000),
       count_field("queued", &limits::queued, 0, 1'000'000),
       duration_field("queue_timeout", &limits::queue_timeout, 1ms, 1min),
       count_field("key_rate", &limits::key_rate, 1, 1'000'000),
       count_field("key_burst", &limits::key_burst, 1, 1'000'000),
       count_field("key_concurrency", &limits::key_concurrency, 1, 1'000'000),
       count_field("unauthorized_per_minute", &limits::unauthorized_per_minute, 1, 1'000'000),
       duration_field("drain_delay", &limits::drain_delay, 0ms, 1h),
       duration_field("drain_timeout", &limits::drain_timeout, 0ms, 1h)},
      check_limits};
  return entries;
}

}  // namespace ramal::config
