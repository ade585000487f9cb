#include "proxy/flow/hook_table.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "config/webhook_values.hpp"

namespace ramal::flow {
namespace {

// Not the digest of the hook alone, which others may know.
std::uint64_t mark_of(std::string_view hook) {
  std::string text = "hook\n" + std::string(hook);
  const std::uint64_t mark = auth::mark_of(text);
  OPENSSL_cleanse(text.data(), text.size());
  return mark;
}

std::vector<std::string> texts_of(const std::vector<config::secret>& secrets) {
  std::vector<std::string> texts;
  texts.reserve(secrets.size());
  for (const config::secret& one : secrets) texts.emplace_back(one.reveal());
  return texts;
}

}  // namespace

hook_table::hook_table(const config::gateway& settings)
    : path_(settings.webhooks.path + "/"), pattern_(path_ + "{hook}"), tag_of_(auth::random_keyed_digest()) {
  for (const config::key& one : settings.keys) {
    if (!one.webhook) continue;
    keys_.push_back({one.name, one.number, *one.webhook, texts_of(one.webhook->native_secrets)});
    add(one.webhook->hook, keys_.size() - 1);
    add(one.webhook->old_hook, keys_.size() - 1);
  }
  std::sort(entries_.begin(), entries_.end(), [](const entry& a, const entry& b) { return a.tag < b.tag; });
}

void hook_table::add(const config::secret& hook, std::size_t key) {
  if (!hook.empty()) entries_.push_back({tag_of_(hook.reveal()), {key, mark_of(hook.reveal())}});
}

// The tags are keyed: what a search of them takes tells nothing of the hooks.
std::optional<hook_table::match> hook_table::find(std::string_view path) const {
  if (entries_.empty() || !path.starts_with(path_)) return std::nullopt;
  const std::string_view hook = path.substr(path_.size());
  if (hook.size() < config::shortest_hook || hook.size() > config::longest_hook) return std::nullopt;
  const auth::digest tag = tag_of_(hook);
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), tag,
                                      [](const entry& one, const auth::digest& wanted) { return one.tag < wanted; });
  const bool same = found != entries_.end() && CRYPTO_memcmp(found->tag.data(), tag.data(), tag.size()) == 0;
  return same ? std::optional(found->found) : std::nullopt;
}

bool hook_table::covers(std::string_view path) const { return path.starts_with(path_); }

}  // namespace ramal::flow
