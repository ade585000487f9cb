#include "config/webhook_section.hpp"

#include <chrono>

#include "config/addresses.hpp"
#include "config/destination_url.hpp"
#include "config/fields.hpp"
#include "config/key_sources.hpp"
#include "config/networks.hpp"
#include "config/secret_header.hpp"
#include "config/secret_source.hpp"
#include "config/unique.hpp"
#include "config/webhook_values.hpp"

namespace ramal::config {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_secrets = 2;  // the new one, and the one before it

template <class Owner>
std::function<std::string(const void*)> stars(secret Owner::*member) {
  return [member](const void* owner) {
    return std::string((static_cast<const Owner*>(owner)->*member).empty() ? "" : "***");
  };
}

template <class Owner>
std::function<std::string(const void*)> beginning(secret Owner::*member) {
  return [member](const void* owner) { return shown_hook(static_cast<const Owner*>(owner)->*member); };
}

parsed<std::string> parse_any_text(std::string_view text) { return std::string(text); }

parsed<std::string> parse_url(std::string_view text) {
  const auto url = parse_destination_url(text);
  if (!url.has_value()) return url.error();
  return std::string(text);
}

template <class Owner>
field url_field() {
  field one = text_field<Owner>("url", "URL", &Owner::url, parse_url);
  one.print = [](const void* owner) {
    return std::vector<std::string>{print_text(without_query(static_cast<const Owner*>(owner)->url))};
  };
  return required(std::move(one));
}

// `Owner`: the first destination of a key, or a further one.
template <class Owner>
void add_destination_fields(std::vector<field>& to) {
  to.push_back(url_field<Owner>());
  to.push_back(
      choice_field<Owner, webhook_dialect>("dialect", &Owner::dialect, {"go", "evolution-v2", "pilot", "native"}));
  to.push_back(
      list_field<Owner, std::string>("events", "events", &Owner::events, text_of(parse_event_name), print_text));
  to.push_back(text_field<Owner>("instance_id", "text", &Owner::instance_id, parse_any_text));
  to.push_back(text_field<Owner>("instance_name", "text", &Owner::instance_name, parse_any_text));
  add_secret_forms(to, {"instance_token", stars<Owner>(&Owner::instance_token)});
  add_secret_lists(to, "secrets", [](const void* owner) { return static_cast<const Owner*>(owner)->secrets.size(); });
  to.push_back(groups_field<Owner, secret_header_line>("headers", &Owner::headers, secret_header_section()));
  to.push_back(duration_field<Owner>("offer_ttl", &Owner::offer_ttl, 1s, 1h));
  to.push_back(duration_field<Owner>("timeout", &Owner::timeout, 1ms, 10min));
  to.push_back(choice_field<Owner, webhook_order>("order", &Owner::order, {"patient", "strict", "none"}));
  to.push_back(duration_field<Owner>("order_patience", &Owner::order_patience, 0ms, 10min));
  to.push_back(choice_field<Owner, webhook_retry>("retry", &Owner::retry, {"standard", "stock"}));
  to.push_back(boolean_field<Owner>("extras", &Owner::extras));
  to.push_back(boolean_field<Owner>("data_node", &Owner::data_node));
  to.push_back(boolean_field<Owner>("by_events", &Owner::by_events));
  to.push_back(boolean_field<Owner>("v2_ringing", &Owner::v2_ringing));
  to.push_back(boolean_field<Owner>("hide_offers", &Owner::hide_offers));
  to.push_back(text_field<Owner>("server_url", "URL", &Owner::server_url, parse_url));
  to.push_back(path_field<Owner>("ca_file", &Owner::ca_file));
}

void check_url(context& load, const node& mapping, const std::string& path, const webhook_destination& to) {
  if (given(load, mapping, path, "url") == nullptr) return;
  const node* by_events = given(load, mapping, path, "by_events");
  if (by_events != nullptr && to.by_events && to.url.find('?') != std::string::npos)
    load.report(by_events->at, join_path(path, "by_events"),
                "puts /call behind the URL, which has a query: remove one of the two");
  const node* ca = given(load, mapping, path, "ca_file");
  if (ca == nullptr) return;
  if (!to.url.starts_with("https") && !to.url.starts_with("HTTPS"))
    return load.report(ca->at, join_path(path, "ca_file"), "is never used with http://: remove it, or write https://");
  if (const checked readable = load.access.readable(to.ca_file); !readable)
    load.report(ca->at, join_path(path, "ca_file"), readable.error());
}

void read_destination(context& load, const node& mapping, const std::string& path, webhook_destination& to) {
  to.instance_token = read_secret_forms(load, mapping, path, "instance_token", check_key_text);
  to.secrets = read_secret_lists(load, mapping, path, "secrets", check_signing_secret, most_secrets);
  check_secret_headers(load, mapping, path, to.headers);
  check_url(load, mapping, path, to);
}

const section& destination_section() {
  static const section entries{
      [] {
        using to = webhook_destination;
        std::vector<field> fields{required(text_field("name", "text", &to::name, parse_destination_name))};
        add_destination_fields<to>(fields);
        return fields;
      }(),
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        read_destination(load, mapping, path, *static_cast<webhook_destination*>(owner));
      }};
  return entries;
}

void check_more(context& load, const node& mapping, const std::string& path, const key_webhook& of) {
  const node* list = mapping.find("more");
  unique_values names(load, "this name");
  for (std::size_t i = 0; list != nullptr && i < std::min(of.more.size(), list->items.size()); ++i) {
    const node* name = list->items[i].find("name");
    if (name != nullptr) names.add(of.more[i].name, name->at, path + ".more[" + std::to_string(i) + "].name");
  }
}

void read_webhook(context& load, const node& mapping, const std::string& path, void* owner) {
  auto& webhook = *static_cast<key_webhook*>(owner);
  webhook.hook = read_secret_forms(load, mapping, path, "hook", check_hook,
                                   ", with a text that ramal webhooks new-hook prints");
  webhook.old_hook = read_secret_forms(load, mapping, path, "old_hook", check_hook);
  webhook.native_secrets = read_secret_lists(load, mapping, path, "native_secrets", check_key_text, most_secrets);
  read_destination(load, mapping, path, webhook);
  check_more(load, mapping, path, webhook);
}

}  // namespace

const section& key_webhook_section() {
  static const section entries{
      [] {
        using webhook = key_webhook;
        std::vector<field> fields;
        add_secret_forms(fields, {"hook", beginning(&webhook::hook)});
        add_secret_forms(fields, {"old_hook", beginning(&webhook::old_hook)});
        add_secret_lists(fields, "native_secrets",
                         [](const void* owner) { return static_cast<const webhook*>(owner)->native_secrets.size(); });
        add_destination_fields<webhook>(fields);
        fields.push_back(choice_field("source", &webhook::source, {"normalized", "go", "any"}));
        fields.push_back(boolean_field("repair", &webhook::repair));
        fields.push_back(choice_field("number_check", &webhook::numbers, {"warn", "strict"}));
        fields.push_back(groups_field("more", &webhook::more, destination_section()));
        return fields;
      }(),
      read_webhook};
  return entries;
}

const section& webhook_settings_section() {
  using settings = webhook_settings;
  // clang-format off
  static const section entries{
      {text_field("path", "path", &settings::path, parse_mount),
       path_field("store", &settings::store),
       size_field("store_bytes", &settings::store_bytes, mib, 65'536 * mib),
       count_field("pending", &settings::pending, 1, 10'000'000),
       size_field("body_bytes", &settings::body_bytes, kib, 16 * mib),
       count_field("hook_rate", &settings::hook_rate, 1, 100'000),
       custom_field<settings>(
           "time_offset", "offset",
           text_of(parse_time_offset),
           [](settings& owner, std::chrono::minutes value) { owner.time_offset = value; },
           [](const settings& owner) { return print_text(print_time_offset(owner.time_offset)); }),
       list_field("allow_networks", "networks", &settings::allow_networks, text_of(parse_network),
                  [](const network& one) { return print_text(print_network(one)); })}};
  // clang-format on
  return entries;
}

}  // namespace ramal::config
