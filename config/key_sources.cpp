#include "config/key_sources.hpp"

#include <algorithm>
#include <array>

#include <openssl/sha.h>

#include "config/addresses.hpp"
#include "config/evolution_go_section.hpp"
#include "config/fields.hpp"
#include "config/key_scope_section.hpp"
#include "config/letters.hpp"
#include "config/secret_source.hpp"
#include "config/visible_mistakes.hpp"
#include "config/webhook_section.hpp"

namespace ramal::config {
namespace {

using form = source_form;

// One accepted spelling of a key: what it is called, where its text is, and which native header it is for.
struct key_source {
  std::string_view name;
  form how;
  native_key_kind kind = native_key_kind::key;
};

constexpr key_source client_sources[] = {{"client_key", form::value},
                                         {"client_key_env", form::variable},
                                         {"client_key_file", form::file},
                                         {"client_key_sha256", form::digest}};
constexpr key_source native_sources[] = {{"native_key", form::value},
                                         {"native_key_env", form::variable},
                                         {"native_key_file", form::file},
                                         {"native_key_id", form::value, native_key_kind::key_id},
                                         {"native_key_id_env", form::variable, native_key_kind::key_id},
                                         {"native_key_id_file", form::file, native_key_kind::key_id}};

struct given_source {
  const key_source* from;
  const node* value;
};

template <std::size_t Count>
std::vector<given_source> given(const node& mapping, const key_source (&sources)[Count]) {
  std::vector<given_source> result;
  for (const auto& one : sources) {
    if (const node* value = mapping.find(one.name)) result.push_back({&one, value});
  }
  // what the environment says replaces every form in the file
  const auto from_file = [](const given_source& one) { return one.value->at.variable.empty(); };
  if (!std::all_of(result.begin(), result.end(), from_file)) std::erase_if(result, from_file);
  return result;
}

// The one form that is given, or null after a report.
template <std::size_t Count>
given_source only_one(context& load, const node& mapping, const std::string& path, const key_source (&sources)[Count]) {
  const auto all = given(mapping, sources);
  if (all.size() == 1) return all.front();
  if (all.empty()) {
    std::vector<std::string> names;
    for (const auto& one : sources) names.emplace_back(one.name);
    load.report(mapping.at, join_path(path, sources[0].name), "is missing: add one of " + any_of(names));
  }
  for (std::size_t i = 1; i < all.size(); ++i) {
    load.report(all[i].value->at, join_path(path, all[i].from->name),
                "and " + std::string(all[0].from->name) + " are both given: keep one of them");
  }
  return {nullptr, nullptr};
}

// What every key must be.
parsed<secret> read_source(context& load, const key_source& from, const std::string& text) {
  auto content = read_secret_source(load, from.how, text);
  return content.has_value() ? check_key_text(std::move(*content)) : content;
}

parsed<std::string> parse_digest(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool hex = text.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!hex || text.size() != 2 * SHA256_DIGEST_LENGTH) {
    return wrong("is no SHA-256: write 64 hex digits, e.g. from: printf %s KEY | sha256sum");
  }
  if (const checked digest = check_digest(text); !digest) return digest.error();
  return text;
}

// Clients' keys are chosen by people.
parsed<secret> check_client_key(secret text) {
  const auto size = text.reveal().size();
  if (size >= shortest_client_key || text.reveal() == demo_client_key) return text;
  return wrong("the key has " + std::to_string(size) + " of at least " + std::to_string(shortest_client_key) +
               " characters: write a longer one, such as openssl rand -hex 24 prints");
}

void read_client(context& load, const node& mapping, const std::string& path, key& entry) {
  const auto [from, value] = only_one(load, mapping, path, client_sources);
  if (from == nullptr) return;
  const std::string key_path = join_path(path, from->name);
  if (!load.clean(key_path) || !check_private(load, from->how, *value, key_path, from->name)) return;
  if (from->how == form::digest) {
    auto digest = parse_digest(value->text);
    if (!digest.has_value()) return load.report(value->at, key_path, digest.error());
    entry.client_key_sha256 = std::move(*digest);
    return;
  }
  auto text = read_source(load, *from, value->text);
  if (text.has_value()) text = check_client_key(std::move(*text));
  if (!text.has_value()) return load.report(value->at, key_path, text.error());
  entry.client_key = std::move(*text);
}

void read_native(context& load, const node& mapping, const std::string& path, key& entry) {
  const auto [from, value] = only_one(load, mapping, path, native_sources);
  if (from == nullptr) return;
  const std::string key_path = join_path(path, from->name);
  if (!load.clean(key_path) || !check_private(load, from->how, *value, key_path, from->name)) return;
  entry.kind = from->kind;
  auto text = read_source(load, *from, value->text);
  if (!text.has_value()) return load.report(value->at, key_path, text.error());
  entry.native_key = std::move(*text);
}

// The table entry of one form. Its value is taken by read_client and read_native, which see all forms at once; here
// only its shape is checked.
template <class Shows>
field source_field(std::string_view name, std::string type, Shows shows) {
  field result{std::string(name), std::move(type)};
  result.read = [](context& load, const node& from, const std::string& path, void*) {
    const auto text = parse_text(from);
    if (!text.has_value()) load.report(from.at, path, text.error());
  };
  result.print = [shows](const void* owner) {
    return shows(*static_cast<const key*>(owner)) ? std::vector<std::string>{"\"***\""} : std::vector<std::string>{};
  };
  return result;
}

bool shows_nothing(const key&) { return false; }
bool shows_client(const key& entry) { return !entry.client_key.empty(); }
bool shows_digest(const key& entry) { return entry.client_key_sha256.has_value(); }
bool shows_key(const key& entry) { return !entry.native_key.empty() && entry.kind == native_key_kind::key; }
bool shows_id(const key& entry) { return !entry.native_key.empty() && entry.kind == native_key_kind::key_id; }

// Names go into logs, metrics and answers.
parsed<std::string> check_key_name(std::string_view text) {
  if (text == "native") return wrong("'native' means a client's own native key in logs: choose another name");
  const bool harmless = std::all_of(text.begin(), text.end(),
                                    [](char c) { return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\'; });
  if (!harmless || text.size() > 64 || text.starts_with(' ') || text.ends_with(' ')) {
    return wrong("is no name: write 1 to 64 ASCII characters without quotes and backslashes, such as shop-centro");
  }
  return std::string(text);
}

// Of one that no key may have.
std::string name_of_odd_byte(char which) {
  if (which == ' ') return "a blank";
  return static_cast<unsigned char>(which) > 0x7f ? "a non-ASCII letter" : name_of_control(which);
}

}  // namespace

parsed<secret> check_key_text(secret text) {
  const std::string_view bytes = text.reveal();
  if (bytes.empty()) return wrong("is empty: write the key");
  if (bytes.size() > 512) return wrong("the key is longer than 512 bytes: no client may send that much");
  if (const checked may_be_secret = check_may_be_secret(bytes); !may_be_secret) return may_be_secret.error();
  const auto bad = std::find_if(bytes.begin(), bytes.end(), [](char c) { return c < 0x21 || c > 0x7e; });
  if (bad == bytes.end()) return text;
  return wrong("the key has " + name_of_odd_byte(*bad) + " at its byte " + std::to_string(bad - bytes.begin() + 1) +
               ": remove it");
}

parsed<secret> parse_key_text(const node& from) {
  const auto text = parse_text(from);
  if (!text.has_value()) return text.error();
  return check_key_text(secret(*text));
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> bytes;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data());
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

const section& key_section() {
  // clang-format off
  static const section entries{
      [] {
        std::vector<field> fields{
            required(text_field("name", "text", &key::name, check_key_name)),
            source_field("client_key", "secret", shows_client),
            source_field("client_key_env", "variable", shows_nothing),
            source_field("client_key_file", "path", shows_nothing),
            source_field("client_key_sha256", "digest", shows_digest),
            source_field("native_key", "secret", shows_key),
            source_field("native_key_env", "variable", shows_nothing),
            source_field("native_key_file", "path", shows_nothing),
            source_field("native_key_id", "secret", shows_id),
            source_field("native_key_id_env", "variable", shows_nothing),
            source_field("native_key_id_file", "path", shows_nothing),
            text_field("number", "phone number", &key::number,
                       [](std::string_view text) { return parse_number(text, true); })};
        add_scope_fields(fields);
        add_evolution_go_fields(fields);
        fields.push_back(optional_group_field("webhook", &key::webhook, key_webhook_section()));
        return fields;
      }(),
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        auto& entry = *static_cast<key*>(owner);
        read_client(load, mapping, path, entry);
        read_native(load, mapping, path, entry);
        check_scope(load, mapping, path, entry);
        read_evolution_go_secrets(load, mapping, path, entry);
      }};
  // clang-format on
  return entries;
}

}  // namespace ramal::config
