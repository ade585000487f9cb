#include "auth/key_ring.hpp"

#include <cstring>
#include <stdexcept>

#include <openssl/crypto.h>

namespace ramal::auth {
namespace {

unsigned char nibble(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned char>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned char>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned char>(c - 'A' + 10);
  throw std::invalid_argument("client_key_sha256 must be 64 hex digits");
}

// No name has a line end, and no value.
std::uint64_t mark_of_binding(const config::key& key) {
  std::string text = key.name + (key.kind == config::native_key_kind::key ? "\nkey\n" : "\nid\n");
  text += key.native_key.reveal();
  const std::uint64_t mark = mark_of(text);
  OPENSSL_cleanse(text.data(), text.size());
  return mark;
}

digest from_hex(std::string_view hex) {
  digest result{};
  if (hex.size() != 2 * result.size()) throw std::invalid_argument("client_key_sha256 must be 64 hex digits");
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = static_cast<unsigned char>((nibble(hex[2 * i]) << 4) | nibble(hex[2 * i + 1]));
  }
  return result;
}

}  // namespace

key_ring::key_ring(const std::vector<config::key>& keys) : tag_of_(random_keyed_digest()) {
  by_tag_.reserve(keys.size());
  principals_.reserve(keys.size());
  for (const auto& key : keys) {
    insert(tag_of_(key.client_key_sha256 ? from_hex(*key.client_key_sha256) : sha256(key.client_key.reveal())), key);
    natives_.push_back(tag_of_(sha256(key.native_key.reveal())));
    if (key.client_key_sha256) lengths_.set(), lengths_with_slash_.set();
    else note_shape(key.client_key.reveal());
    note_shape(key.native_key.reveal());
    if (key.webhook) note_webhook(*key.webhook);
    note_secret(key.evolution_go_token);
    note_secret(key.evolution_go_admin_key);
  }
  std::sort(natives_.begin(), natives_.end());
}

// What nobody may read in a log either.
void key_ring::note_webhook(const config::key_webhook& webhook) {
  note_secret(webhook.hook);
  note_secret(webhook.old_hook);
  for (const config::secret& one : webhook.native_secrets) note_secret(one);
}

void key_ring::note_secret(const config::secret& one) {
  if (one.empty()) return;
  natives_.push_back(tag_of_(sha256(one.reveal())));
  note_shape(one.reveal());
}

void key_ring::note_shape(std::string_view text) {
  const std::size_t length = std::min(text.size(), longest);
  lengths_.set(length);
  if (text.find('/') != std::string_view::npos) lengths_with_slash_.set(length);
}

std::size_t key_ring::tag_hash::operator()(const digest& tag) const {
  std::size_t start = 0;
  std::memcpy(&start, tag.data(), sizeof start);
  return start;
}

bool key_ring::tag_equal::operator()(const digest& one, const digest& other) const {
  return CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

void key_ring::insert(const digest& tag, const config::key& key) {
  if (!by_tag_.try_emplace(tag, principals_.size()).second) return;
  principals_.push_back(
      {key.name, key.kind, key.native_key, key.number, mark_of(key.name), mark_of_binding(key), scope_of(key)});
}

const principal* key_ring::find(std::string_view client_key) const { return find(tag_of_(sha256(client_key))); }

bool key_ring::holds(std::string_view text) const {
  if (text.empty() || text.size() > longest || !lengths_.test(text.size())) return false;
  // a path has the length of some key more often than a slash where that key has none
  if (!lengths_with_slash_.test(text.size()) && text.find('/') != std::string_view::npos) return false;
  const digest tag = tag_of_(sha256(text));
  return find(tag) != nullptr || std::binary_search(natives_.begin(), natives_.end(), tag);
}

const principal* key_ring::find(const digest& tag) const {
  const auto found = by_tag_.find(tag);
  return found == by_tag_.end() ? nullptr : &principals_[found->second];
}

}  // namespace ramal::auth
