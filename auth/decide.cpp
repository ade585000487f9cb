#include "auth/decide.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "auth/mistake.hpp"

namespace ramal::auth {
namespace {

using routes::reason;

constexpr std::size_t longest_credential = 512;
constexpr std::string_view native_prefix = "ps_";

struct candidate {
  credential_header header;
  std::string_view value;
};

bool is_repeated(const presented& credentials) {
  const auto& [apikey, x_api_key, x_api_key_id] = credentials;
  return apikey.conflicting || x_api_key.conflicting || x_api_key_id.conflicting;
}

// Nothing where no header is there, or where any of them was repeated with another value: which one did a proxy in
// front of us look at?
std::optional<candidate> pick(const presented& credentials) {
  const auto& [apikey, x_api_key, x_api_key_id] = credentials;
  if (is_repeated(credentials)) return std::nullopt;
  if (apikey.present) return candidate{credential_header::apikey, apikey.value};
  if (x_api_key.present) return candidate{credential_header::x_api_key, x_api_key.value};
  if (x_api_key_id.present) return candidate{credential_header::x_api_key_id, x_api_key_id.value};
  return std::nullopt;
}

// A client's own value becomes a header of ours, so it may hold nothing that could end one.
bool visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x21 && c <= 0x7e; });
}

std::optional<config::native_key_kind> native_kind(const candidate& from) {
  if (!visible_ascii(from.value)) return std::nullopt;
  if (from.header == credential_header::x_api_key_id) return config::native_key_kind::key_id;
  if (from.value.size() > native_prefix.size() && from.value.starts_with(native_prefix)) {
    return config::native_key_kind::key;
  }
  return std::nullopt;
}

decision decision_of(const principal& known, const key_ring& ring) {
  return {known.name,
          known.native_key.reveal(),
          known.kind,
          true,
          known.name_mark,
          known.binding_mark,
          known.limits ? &*known.limits : nullptr,
          ring.position_of(known)};
}

}  // namespace

boost::system::result<decision, refusal> decide(const presented& credentials, const key_ring& ring,
                                                bool accept_native_keys, const sighting& seen) {
  const auto refused = [](reason why) { return refusal(why); };
  const auto chosen = pick(credentials);
  if (!chosen) return refused(is_repeated(credentials) ? reason::different_keys : reason::no_key);
  if (chosen->value.empty()) return refused(reason::empty_key);
  if (chosen->value.size() > longest_credential) return refused(reason::long_key);
  const principal* const known = ring.find(chosen->value);
  const reason unknown = known != nullptr && known->limits ? why_unknown(*known->limits, seen) : reason::none;
  if (known != nullptr && unknown == reason::none) return decision_of(*known, ring);
  const auto kind = native_kind(*chosen);
  if (kind && accept_native_keys && known == nullptr) return decision{"native", chosen->value, *kind, false, 0, 0};
  // looked for in any case, so that the time does not tell one 401 from another
  const bool is_native = kind == config::native_key_kind::key;
  const reason mistake = is_native ? reason::native_key_not_accepted : mistake_in(chosen->value);
  return known == nullptr ? refusal(mistake) : refusal(unknown, known->name);
}

}  // namespace ramal::auth
