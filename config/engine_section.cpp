// The keys of the reference engine's configuration. README.md describes every one of them; a test compares the two.
#include "config/addresses.hpp"
#include "config/fields.hpp"
#include "config/key_sources.hpp"
#include "config/unique.hpp"

namespace ramal::config {
namespace {

field address_field(std::string name, listener reference_engine::*member) {
  return custom_field<reference_engine>(
      std::move(name), "address",
      [](const node& from) -> parsed<listener> {
        const auto text = parse_text(from);
        if (!text.has_value()) return text.error();
        return parse_listener(*text);
      },
      [member](reference_engine& owner, listener value) { owner.*member = std::move(value); },
      [member](const reference_engine& owner) { return print_text(print_listener(owner.*member)); });
}

template <class Owner>
field secret_field(std::string name, secret Owner::*member) {
  return custom_field<Owner>(
      std::move(name), "secret", parse_key_text, [member](Owner& owner, const secret& value) { owner.*member = value; },
      [member](const Owner& owner) { return std::string((owner.*member).empty() ? "\"\"" : "\"***\""); });
}

field secrets_field(std::string name, std::vector<secret> reference_engine::*member) {
  return list_field(std::move(name), "secrets", member, parse_key_text,
                    [](const secret&) { return std::string("\"***\""); });
}

parsed<std::string> parse_webhook(std::string_view text) {
  if (!text.starts_with("http://")) return wrong("must begin with http://: the reference engine speaks no TLS");
  // only scheme, host and port are checked strictly; the receiver judges the rest
  const auto end = std::min(text.find_first_of("/?", 7), text.size());
  const auto base = parse_base_url(text.substr(0, end));
  if (!base.has_value()) return base.error();
  if (text.find_first_of(" #") != std::string_view::npos) return wrong("holds a blank or a fragment: remove it");
  return std::string(text);
}

// A ws or wss URL without query; what is appended begins with '/'.
parsed<std::string> parse_media_url(std::string_view text) {
  const bool tls = text.starts_with("wss://");
  if (!tls && !text.starts_with("ws://")) {
    return wrong("must begin with ws:// or wss://, such as ws://192.168.0.5:8091: it is what clients dial");
  }
  const auto base = parse_base_url((tls ? "https" : "http") + std::string(text.substr(text.find(':'))));
  if (!base.has_value()) return base.error();
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

const section& engine_log_section() {
  static const section entries{
      {choice_field("level", &engine_log::level, {"trace", "debug", "info", "warn", "error", "off"})}, nullptr};
  return entries;
}

const section& number_section() {
  // clang-format off
  static const section entries{
      {required(text_field("name", "text", &engine_number::name,
                           [](std::string_view text) -> parsed<std::string> { return std::string(text); })),
       required(text_field("number", "digits", &engine_number::number,
                           [](std::string_view text) { return parse_number(text, false); })),
       choice_field("kind", &engine_number::kind, {"meta", "evo_go", "other"}),
       boolean_field("connected", &engine_number::connected),
       boolean_field("payment_ok", &engine_number::payment_ok),
       required(secret_field("key", &engine_number::key)),
       secret_field("key_id", &engine_number::key_id),
       boolean_field("migrated", &engine_number::migrated),
       text_field("webhook_url", "URL", &engine_number::webhook_url, parse_webhook),
       secret_field("webhook_secret", &engine_number::webhook_secret)}};
  // clang-format on
  return entries;
}

void check_numbers(context& load, const node& mapping, const reference_engine& settings) {
  const node* list = mapping.find("numbers");
  if (list == nullptr) {
    return load.report(mapping.at, "numbers", "is missing, so nobody could call: add at least one number");
  }
  if (list->kind != node_kind::list) return;
  unique_values names(load, "this name"), numbers(load, "this number"), keys(load, "this key");
  const auto add = [&](unique_values& values, std::size_t i, std::string_view name, const std::string& value) {
    const node* own = list->items[i].find(name);
    if (own != nullptr) values.add(value, own->at, "numbers[" + std::to_string(i) + "]." + std::string(name));
  };
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const engine_number& one = settings.numbers[i];
    add(names, i, "name", one.name);
    add(numbers, i, "number", one.number);
    add(keys, i, "key", one.key.empty() ? "" : sha256_hex(one.key.reveal()));
    add(keys, i, "key_id", one.key_id.empty() ? "" : sha256_hex(one.key_id.reveal()));
  }
}

void check_addresses(context& load, const node& mapping, const reference_engine& settings) {
  const node* media = mapping.find("media");
  if (settings.api.port == 0 || print_listener(settings.api) != print_listener(settings.media)) return;
  load.report(media == nullptr ? mapping.at : media->at, "media",
              "is the same address as api: give it a port of its own");
}

}  // namespace

const section& reference_engine_section() {
  using engine = reference_engine;
  static const section entries{
      {address_field("api", &engine::api), address_field("media", &engine::media),
       groups_field("numbers", &engine::numbers, number_section()), secrets_field("tenant_keys", &engine::tenant_keys),
       secrets_field("unbound_keys", &engine::unbound_keys),
       custom_field<engine>(
           "speed", "number",
           [](const node& from) {
             return parse_real(from, {0.01, 10'000});
           },
           [](engine& owner, double value) { owner.speed = value; },
           [](const engine& owner) { return print_real(owner.speed); }),
       count_field("seed", &engine::seed, 0, UINT64_MAX),
       text_field("webhook_url", "URL", &engine::webhook_url, parse_webhook),
       secret_field("webhook_secret", &engine::webhook_secret),
       choice_field("webhook_body", &engine::webhook_body, {"flat", "wrapped"}),
       text_field("media_url", "URL", &engine::media_url, parse_media_url),
       count_field("meta_refusal_status", &engine::meta_refusal_status, 400, 499),
       custom_field<engine>(
           "start_status", "INITIATED or RINGING",
           [](const node& from) {
             return parse_choice(from, {"INITIATED", "RINGING"});
           },
           [](engine& owner, std::size_t index) { owner.start_status = index == 0 ? "INITIATED" : "RINGING"; },
           [](const engine& owner) { return owner.start_status; }),
       count_field("sample_rate", &engine::sample_rate, 8'000, 48'000),
       count_field("frame_ms", &engine::frame_ms, 10, 100), group_field("log", &engine::log, engine_log_section())},
      [](context& load, const node& mapping, const std::string&, void* owner) {
        const auto& settings = *static_cast<const engine*>(owner);
        check_numbers(load, mapping, settings);
        check_addresses(load, mapping, settings);
      }};
  return entries;
}

}  // namespace ramal::config
