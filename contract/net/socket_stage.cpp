#include "contract/net/socket_stage.hpp"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <charconv>
#include <thread>

#include "contract/safety.hpp"

namespace ramal::contract {
namespace {

constexpr std::chrono::seconds to_connect{10}, to_answer{30}, to_close{10};
constexpr std::size_t longest_answer = 64U << 20U;

std::string why_none(heard how) {
  if (how == heard::end) return "the connection ended before a whole answer";
  if (how == heard::reset) return "the connection was reset before a whole answer";
  return "no whole answer in time";
}

std::chrono::seconds retry_after(const answer& seen) {
  constexpr int longest = 60;
  int seconds = 1;
  if (const auto* said = seen.find("Retry-After")) std::from_chars(said->data(), said->data() + said->size(), seconds);
  return std::chrono::seconds(std::clamp(seconds, 1, longest));
}

}  // namespace

void socket_stage::connect() {
  unread_.clear();
  link_.reset();
  try {
    link_ = dial(to_, to_connect);
  } catch (const boost::system::system_error&) { link_.reset(); }  // the answer says so
}

void socket_stage::send(std::string_view bytes) {
  refused_ = safe_key_ ? find_danger(bytes, *safe_key_) : std::string();
  if (!refused_.empty()) return;
  said_.push_back({utterance::speaker::client, std::string(bytes)});
  if (link_ != nullptr) link_->send(bytes);
}

void socket_stage::half_close() {
  if (link_ != nullptr) link_->half_close();
}

answer socket_stage::read_answer(bool of_head_request) {
  if (!refused_.empty()) {
    answer none;
    none.error = "not sent, it is not safe: " + refused_;
    return none;
  }
  for (;;) {
    auto taken = take_answer(unread_, of_head_request);
    if (taken.status != 0 || !taken.error.empty()) {
      answered_ = true;
      if (taken.status == 429) asked_to_wait_ = std::max(asked_to_wait_, retry_after(taken));
      said_.push_back({utterance::speaker::gateway, taken.raw});
      return taken;
    }
    const auto how = link_ == nullptr || unread_.size() > longest_answer ? heard::reset
                                                                         : link_->read(unread_, to_answer);
    if (how == heard::bytes) continue;
    said_.push_back({utterance::speaker::gateway, unread_});
    taken.error = (link_ == nullptr ? "no connection" : why_none(how)) + ", read so far: " + visible(unread_);
    return taken;
  }
}

void socket_stage::pause(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

bool socket_stage::is_closed_by_ramal() {
  const auto how = link_ == nullptr ? heard::reset : link_->read(unread_, to_close);
  return (how == heard::end || how == heard::reset) && unread_.empty();
}

void socket_stage::expect_door(door through) {
  if (engine_ != nullptr) engine_->expect_door(through);
}

void socket_stage::script_engine(const std::vector<engine_turn>& turns) {
  if (engine_ != nullptr) engine_->script(turns);
}

void socket_stage::wait_for_engine() {
  if (engine_ != nullptr) engine_->wait_until_quiet();
}

std::vector<engine_request> socket_stage::engine_requests() {
  return engine_ == nullptr ? std::vector<engine_request>{} : engine_->look_at_requests();
}

std::size_t socket_stage::engine_requests_before() { return engine_ == nullptr ? 0 : engine_->looked_at(); }

std::vector<std::string> socket_stage::take_impurities() {
  return engine_ == nullptr ? std::vector<std::string>{} : engine_->take_impurities();
}

std::vector<utterance> socket_stage::said() const {
  auto all = said_;
  if (engine_ != nullptr)
    for (const auto& each : engine_->requests()) all.push_back({utterance::speaker::to_engine, each.raw});
  return all;
}

}  // namespace ramal::contract
