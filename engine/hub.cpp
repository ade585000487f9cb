#include "engine/hub.hpp"

#include <utility>

namespace ramal::engine {

namespace {

constexpr std::chrono::seconds play_length(3);

}  // namespace

hub::hub(const config::reference_engine& settings, std::shared_ptr<clock> time, media_address media)
    : time_(std::move(time)), all_(settings),
      api_(settings, all_, std::move(media)), format_{settings.sample_rate, settings.frame_ms} {}

response hub::handle(const request& asked) {
  response made = api_.handle(asked, time_->now());
  report();
  return made;
}

media_entry hub::enter_media(std::string_view target, bool is_upgrade) {
  media_entry entry = ramal::engine::enter_media(all_, target, is_upgrade, time_->now());
  report();
  return entry;
}

void hub::settle() {
  all_.advance(time_->now());
  report();
}

bool hub::media_playing(const media_grant& grant) {
  const call* one = all_.active_call(grant);
  return one && one->play_started && time_->now() < *one->play_started + play_length;
}

}  // namespace ramal::engine
