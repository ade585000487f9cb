// Who may call: client keys as digests, each bound to the native key that the engine gets (rules K2, K7).
#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "auth/keyed_digest.hpp"
#include "auth/scope.hpp"
#include "config/model.hpp"

namespace ramal::auth {

// What a client key stands for.
struct principal {
  std::string name;                                             // for logs and metrics
  config::native_key_kind kind = config::native_key_kind::key;  // the native header
  config::secret native_key;                                    // its value
  std::string number;                                           // informative, may be empty
  // The same in every ring, so that what is remembered by them outlives a reload.
  std::uint64_t name_mark = 0;     // of the name: a key whose secret changes has the same limits
  std::uint64_t binding_mark = 0;  // of name, header and value: connections to the engine go by it (rule U17)
  std::optional<scope> limits{};   // none: the key may do everything, from everywhere
};

// Built once from the configuration, then only read; may be read by many threads. Holds no client key's text: only
// HMAC-SHA-256(a random key of this ring, SHA-256(client key)). Where two entries share a client key the first one
// counts; config::load refuses such a file.
class key_ring {
 public:
  explicit key_ring(const std::vector<config::key>& keys);

  // The principal of a client key, or null. Allocates nothing; an unknown and a nearly right key cost the same. The
  // pointer lives as long as the ring.
  const principal* find(std::string_view client_key) const;

  std::size_t size() const { return principals_.size(); }
  // Of a principal of this ring: below size(), in the order of the configuration.
  std::size_t position_of(const principal& known) const {
    return static_cast<std::size_t>(&known - principals_.data());
  }
  const std::string& name_at(std::size_t position) const { return principals_[position].name; }
  // Of the configuration's first key; null if it has none.
  const principal* first() const { return principals_.empty() ? nullptr : principals_.data(); }

  // Whether `text` is one of this ring's keys, a client's, a native one or a token, or a webhook's secret: what must not stand
  // in a log (rule K3). For most texts their length alone says that they are none. Allocates nothing.
  bool holds(std::string_view text) const;

 private:
  // A tag is keyed, so a client can neither aim at a place in the table nor learn from the time a look takes.
  struct tag_hash {
    std::size_t operator()(const digest& tag) const;
  };
  struct tag_equal {
    bool operator()(const digest& one, const digest& other) const;
  };

  static constexpr std::size_t longest = 512;  // of a secret

  void insert(const digest& tag, const config::key& key);
  void note_webhook(const config::key_webhook& webhook);
  void note_secret(const config::secret& one);
  const principal* find(const digest& tag) const;
  void note_shape(std::string_view text);

  keyed_digest tag_of_;
  std::vector<principal> principals_;
  boost::unordered_flat_map<digest, std::size_t, tag_hash, tag_equal> by_tag_;  // index into principals_
  std::vector<digest> natives_;  // tags of native keys and webhooks' secrets, sorted
  // Lengths that any of the keys has, and that any with a '/' in it has; all, where a client key is known by its digest
  // alone.
  std::bitset<longest + 1> lengths_, lengths_with_slash_;
};

}  // namespace ramal::auth
