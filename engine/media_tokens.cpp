#include "engine/media_tokens.hpp"

namespace ramal::engine {

namespace {

constexpr std::chrono::minutes remembered(10);  // so that a late token is told from a wrong one

}  // namespace

void media_tokens::issue(std::string token, media_grant grant, time_point now) {
  forget_before(now);
  by_expiry_.emplace_back(now + token_lifetime, token);
  tokens_.insert_or_assign(std::move(token), entry{grant, now + token_lifetime});
}

std::pair<token_state, media_grant> media_tokens::check(std::string_view token, time_point now) const {
  const auto found = tokens_.find(std::string(token));
  if (found == tokens_.end()) return {token_state::unknown, {}};
  const entry& known = found->second;
  if (known.used) return {token_state::used, known.grant};
  return {now >= known.expires ? token_state::expired : token_state::fresh, known.grant};
}

void media_tokens::use(std::string_view token) {
  const auto found = tokens_.find(std::string(token));
  if (found != tokens_.end()) found->second.used = true;
}

void media_tokens::forget_before(time_point now) {
  while (!by_expiry_.empty() && by_expiry_.front().first + remembered <= now) {
    tokens_.erase(by_expiry_.front().second);
    by_expiry_.pop_front();
  }
}

}  // namespace ramal::engine
