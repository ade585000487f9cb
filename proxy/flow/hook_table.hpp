// The hooks that the engine posts events to (contracts/webhooks.md section 2): path to key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/keyed_digest.hpp"
#include "config/model.hpp"

namespace ramal::flow {

// A key whose events are received.
struct hook_owner {
  std::string name;    // the key's
  std::string number;  // as configured: "+5511..." or ""
  config::key_webhook webhook;
  std::vector<std::string> native_secrets;  // the same as the webhook's, as events/engine_signature takes them
};

// Built once from the configuration, then only read; may be read by many threads. Hooks are looked up by a keyed
// digest: a wrong and a nearly right one cost the same.
class hook_table {
 public:
  explicit hook_table(const config::gateway& settings);

  struct match {
    std::size_t key;      // into keys()
    std::uint64_t usage;  // what limits remember the hook by; the same in every table
  };

  // Whose hook a path ends in; nothing for any other path. Allocates nothing.
  std::optional<match> find(std::string_view path) const;
  // Whether it is the receivers' path or below it: what follows may be a hook, and must not be shown.
  bool covers(std::string_view path) const;

  const std::vector<hook_owner>& keys() const { return keys_; }
  const std::string& pattern() const { return pattern_; }  // "/hooks/native/{hook}", for logs

 private:
  struct entry {
    auth::digest tag{};
    match found{};
  };

  void add(const config::secret& hook, std::size_t key);

  std::string path_;
  std::string pattern_;
  auth::keyed_digest tag_of_;
  std::vector<hook_owner> keys_;
  std::vector<entry> entries_;  // by tag
};

}  // namespace ramal::flow
