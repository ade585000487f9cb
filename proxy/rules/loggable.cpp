#include "proxy/rules/loggable.hpp"

#include <algorithm>
#include <cstddef>

#include "config/letters.hpp"
#include "proxy/wire/chars.hpp"

namespace ramal::rules {
namespace {

using config::is_digit;

constexpr std::string_view hidden = "***";
constexpr std::string_view query_marks = "?&=;#";
constexpr std::size_t most_decoded = 512;  // no key is longer
constexpr std::size_t most_segments = 16;  // no route has more: what each costs has a bound
constexpr std::size_t most_words = 4;      // of one segment or id that are compared with keys
constexpr std::size_t least_inside = 8;    // a shorter key is looked for as a whole text only: "demo" is a word, too
constexpr std::size_t least_phone = 8, most_phone = 15, shown_digits = 4;

bool is_letter(char c) { return config::to_lower(c) >= 'a' && config::to_lower(c) <= 'z'; }
std::size_t digits_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

// "ps_" where a word begins, and something behind it.
bool looks_native(std::string_view text) {
  constexpr std::string_view prefix = "ps_";
  for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    const bool begins = at == 0 || !(is_letter(text[at - 1]) || is_digit(text[at - 1]));
    if (begins && at + prefix.size() < text.size()) return true;
  }
  return false;
}

// "Bearer KEY", "key=KEY": whether what follows one of the first separators is a key, up to the next one or to the end.
bool holds_key_in_words(std::string_view text, const auth::key_ring& known) {
  const auto is_separator = [](char c) { return !wire::is(c, wire::id_char); };
  for (std::size_t words = 0; words < most_words; ++words) {
    const auto end = std::find_if(text.begin(), text.end(), is_separator);
    if (known.holds({text.begin(), end})) return true;
    if (end == text.end()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
    if (known.holds(text)) return true;
  }
  return false;
}

// Other APIs have tokens in their paths. Words of routes hold few digits.
bool looks_random(std::string_view text) {
  const auto letters = std::count_if(text.begin(), text.end(), is_letter);
  return text.size() >= 16 && letters >= 2 && digits_in(text) >= 4;
}

// A phone number and nothing else, as people write it, or a JID of one.
bool looks_like_phone(std::string_view text) {
  const std::string_view user = text.substr(0, text.find('@'));
  const std::size_t digits = digits_in(user);
  const bool only = user.find_first_not_of("0123456789+-(). ") == std::string_view::npos;
  return only && digits >= least_phone && digits <= most_phone;
}

// All digits but the last ones.
void mask_digits(char* from, char* end) {
  std::size_t left = digits_in({from, static_cast<std::size_t>(end - from)});
  for (; left > shown_digits; ++from)
    if (is_digit(*from)) *from = '*', --left;
}

// The byte that an escape at the beginning of `text` stands for, else the first byte; `size`: bytes that stand for it.
char decode_first(std::string_view text, std::size_t& size) {
  const int high = text[0] == '%' && text.size() > 2 ? wire::hex_value(text[1]) : -1;
  const int low = high < 0 ? -1 : wire::hex_value(text[2]);
  size = low < 0 ? 1 : 3;
  return low < 0 ? text[0] : static_cast<char>(high * 16 + low);
}

// As far as `scratch` is long enough.
std::string_view decode(std::string_view text, std::array<char, most_decoded>& scratch) {
  std::size_t size = 0;
  for (std::size_t taken = 0; !text.empty() && size < scratch.size(); text.remove_prefix(taken))
    scratch[size++] = decode_first(text, taken);
  return {scratch.data(), size};
}

class path_writer {
 public:
  path_writer(const auth::key_ring& known, std::string_view sent, bool mask, logged_text& scratch)
      : known_(known), sent_(sent), mask_(mask), scratch_(scratch) {}

  std::string_view write(std::string_view path, std::string_view mount) {
    const bool below = path.starts_with(mount) && (path.size() == mount.size() || path[mount.size()] == '/');
    if (below && mount.size() <= scratch_.size()) {
      size_ = mount.copy(scratch_.data(), mount.size());
      path.remove_prefix(mount.size());
    }
    for (std::size_t segments = 0; !path.empty() && size_ < scratch_.size() && segments < most_segments;) {
      if (path.front() == '/') {
        put('/');
        path.remove_prefix(1);
        continue;
      }
      const std::string_view segment = path.substr(0, path.find('/'));
      ++segments;
      if (is_hidden(segment)) put(hidden);
      else if (segment.size() != path.size() && known_.holds(path)) put(hidden), path = segment;  // a key with slashes
      else if (!write_segment(segment)) break;
      path.remove_prefix(segment.size());
    }
    return {scratch_.data(), size_};
  }

 private:
  bool is_hidden(std::string_view segment) const {
    const auto hides = [this](std::string_view text) {
      const std::string_view name = text.substr(0, text.find_first_of(query_marks));
      if (holds_secret(text, known_, sent_)) return true;
      if (name.size() != text.size() && holds_secret(name, known_, sent_)) return true;
      return looks_random(name) && !looks_like_phone(name);
    };
    if (hides(segment)) return true;
    if (segment.find('%') == std::string_view::npos) return false;
    std::array<char, most_decoded> scratch;
    const std::string_view plain = decode(segment, scratch);
    return hides(plain) || (mask_ && looks_like_phone(plain));
  }

  // False: what follows is none of the path any more.
  bool write_segment(std::string_view segment) {
    const std::size_t start = size_;
    bool goes_on = true;
    for (std::size_t taken = 0; !segment.empty() && goes_on; segment.remove_prefix(taken)) {
      const char plain = decode_first(segment, taken);
      goes_on = put_path_byte(segment.substr(0, taken), plain);
    }
    if (mask_) mask_phones(start);
    return goes_on;
  }

  // False where a query begins that was glued on in a wrong way, and behind a byte that no path may have.
  bool put_path_byte(std::string_view raw, char plain) {
    const bool query = query_marks.find(plain) != std::string_view::npos;
    const bool fine = raw.size() == 3 || raw[0] == '%' || wire::is(raw[0], wire::target_char);
    if (fine || query) put(raw);
    else put_escaped(static_cast<unsigned char>(raw[0]));
    if (query) put(hidden);
    return fine && !query;
  }
  void put_escaped(unsigned char byte) {
    put('%');
    put("0123456789ABCDEF"[byte >> 4]);
    put("0123456789ABCDEF"[byte & 15]);
  }

  void mask_phones(std::size_t start) {
    char* const from = scratch_.data() + start;
    char* const end = scratch_.data() + size_;
    if (looks_like_phone({from, size_ - start})) return mask_digits(from, std::find(from, end, '@'));
    for (char* run = std::find_if(from, end, is_digit); run != end; run = std::find_if(run, end, is_digit)) {
      char* const run_end = std::find_if_not(run, end, is_digit);
      if (run_end - run >= static_cast<std::ptrdiff_t>(least_phone)) mask_digits(run, run_end);
      run = run_end;
    }
  }

  void put(char c) {
    if (size_ < scratch_.size()) scratch_[size_++] = c;
  }
  void put(std::string_view text) {
    for (const char c : text) put(c);
  }

  const auth::key_ring& known_;
  std::string_view sent_;
  bool mask_;
  logged_text& scratch_;
  std::size_t size_ = 0;
};

}  // namespace

bool holds_secret(std::string_view text, const auth::key_ring& known, std::string_view sent) {
  if (text.empty()) return false;
  const bool holds_sent = sent.size() >= least_inside && text.find(sent) != std::string_view::npos;
  if (holds_sent || text == sent || looks_native(text) || known.holds(text)) return true;
  return !wire::all(text, wire::id_char) && holds_key_in_words(text, known);
}

bool trace_holds_secret(std::string_view traceparent, const auth::key_ring& known, std::string_view sent) {
  constexpr std::size_t version = 3, trace_id = 32, parent_id = 16;
  return holds_secret(traceparent, known, sent) || known.holds(traceparent.substr(version, trace_id)) ||
         known.holds(traceparent.substr(version + trace_id + 1, parent_id));
}

std::string_view write_loggable_path(std::string_view path, const auth::key_ring& known, std::string_view sent,
                                     bool mask, logged_text& scratch, std::string_view mount) {
  return path_writer(known, sent, mask, scratch).write(path.substr(0, path.find('?')), mount);
}

std::string_view loggable_id(std::string_view id, const auth::key_ring& known, std::string_view sent, bool sure,
                             bool mask, logged_text& scratch) {
  if (holds_secret(id, known, sent)) return hidden;
  if (sure || !mask || !looks_like_phone(id)) return id;
  const std::size_t size = id.copy(scratch.data(), scratch.size());
  mask_digits(scratch.data(), std::find(scratch.data(), scratch.data() + size, '@'));
  return {scratch.data(), size};
}

}  // namespace ramal::rules
