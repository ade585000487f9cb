// The state, its clock and the API together: what every connection talks to. One thread only, no I/O.
#pragma once

#include <functional>
#include <memory>

#include "engine/api.hpp"
#include "engine/media_door.hpp"
#include "engine/sound.hpp"

namespace ramal::engine {

class hub {
 public:
  hub(const config::reference_engine& settings, std::shared_ptr<clock> time, media_address media);

  // Called after everything that may have changed the state.
  void on_change(std::function<void()> what) { changed_ = std::move(what); }

  void on_bot_event(std::function<void(const bot_event&)> what) { api_.on_bot_event(std::move(what)); }

  response handle(const request& asked);
  media_entry enter_media(std::string_view target, bool is_upgrade);
  void settle();  // lets happen what is due

  // Whether the call of a media connection still runs, and whether media of `play` sounds (3 s per URL).
  bool call_active(const media_grant& grant) { return all_.active_call(grant) != nullptr; }
  bool media_playing(const media_grant& grant);

  // A path as logs may show it.
  std::string shown_path(std::string_view target) const { return api_.shown_path(target); }

  world& all() { return all_; }
  const clock& time() const { return *time_; }
  const sound_format& format() const { return format_; }

 private:
  void report() {
    if (changed_) changed_();
  }

  std::shared_ptr<clock> time_;
  world all_;
  api api_;
  sound_format format_;
  std::function<void()> changed_;
};

}  // namespace ramal::engine
