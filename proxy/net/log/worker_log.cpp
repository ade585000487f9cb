#include "proxy/net/log/worker_log.hpp"

#include <spdlog/spdlog.h>

#include <new>
#include <utility>

namespace ramal::net {
namespace {

constexpr std::size_t flush_at = 128 * 1024;  // waking the log's thread costs as much as a request does

}  // namespace

void worker_log::use(std::shared_ptr<address_notices> notices, std::size_t most_wrong_keys) {
  notices_ = std::move(notices);
  most_wrong_keys_ = most_wrong_keys;
}

// A line that there is no memory for costs no connection, and no other line is mixed with its beginning.
void worker_log::record(const rules::access_record& line, bool mask_numbers) {
  if (!file_.is_on()) return;
  const std::size_t before = lines_.size();
  try {
    rules::write_access_line(line, mask_numbers, lines_);
  } catch (const std::bad_alloc&) {
    lines_.resize(before);
    spdlog::warn("a line of the access log was lost: out of memory");
  }
  if (lines_.size() >= flush_at) submit();
}

void worker_log::report_breaker(rules::breaker_change change, std::chrono::milliseconds open_for) {
  if (change == rules::breaker_change::closed) return spdlog::debug("a worker asks the calls engine as usual again");
  spdlog::warn("the calls engine cannot be reached or does not answer: requests are refused for {} ms, then one tries",
               open_for.count());
}

void worker_log::report_locked_out(const flow::client_origin& from) {
  notices_->report(turned_away::key, from, most_wrong_keys_, clock_.now());
}

void worker_log::report_bad_signatures(std::string_view key_name) {
  spdlog::warn(
      "many events at the hook of {} have no signature of native_secrets: compare them with the secret of the engine's "
      "webhook; if they are not the engine's, give the key another hook (ramal webhooks new-hook)",
      key_name);
}

}  // namespace ramal::net
