#include "engine/ids.hpp"

namespace ramal::engine {

namespace {

constexpr std::string_view lower = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view hex = "0123456789ABCDEF";
constexpr std::string_view mixed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view url_safe = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

}  // namespace

// splitmix64: every state is used once, so no two ids of one run can share their 64 bits
std::uint64_t id_source::number() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t mix = state_;
  mix = (mix ^ (mix >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  mix = (mix ^ (mix >> 27U)) * 0x94d049bb133111ebULL;
  return mix ^ (mix >> 31U);
}

std::string id_source::text(std::string_view alphabet, std::size_t length) {
  std::string made;
  made.reserve(length);
  while (made.size() < length) {
    std::uint64_t bits = number();
    for (int i = 0; i < 8 && made.size() < length; ++i, bits /= alphabet.size()) {
      made += alphabet[static_cast<std::size_t>(bits % alphabet.size())];
    }
  }
  return made;
}

std::string id_source::call_id() { return "call_" + text(lower, 24); }
std::string id_source::meta_call_id() { return "wacid." + text(mixed, 40); }
std::string id_source::provider_call_id() { return text(hex, 32); }
std::string id_source::message_id() { return "wamid." + text(mixed, 40); }
std::string id_source::webhook_id() { return "wh_" + text(lower, 24); }
std::string id_source::token() { return text(url_safe, 43); }

std::string conversation_id(std::string_view number, std::string_view peer) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const std::string_view part : {number, std::string_view("/"), peer}) {
    for (const char letter : part) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  }
  id_source spread(hash);
  return "conv_" + spread.text("0123456789abcdef", 16);
}

}  // namespace ramal::engine
