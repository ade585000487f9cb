// Writes the results of one destination's attempts into the store: one that it does not take is kept and written again,
// because until then its event stays busy (store/README.md).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "proxy/relay/services.hpp"

namespace ramal::relay {

class result_writer : public std::enable_shared_from_this<result_writer> {
 public:
  static constexpr milliseconds write_again{1'000};
  static constexpr int pause_after_days = 5;

  // `written` is called behind each result that the store has taken.
  result_writer(relay_services& services, std::string destination, std::function<void()> written)
      : services_(services), destination_(std::move(destination)), written_(std::move(written)),
        timer_(services.loop.make_timer()) {}

  void write(const store::attempt_result& result);
  // Nothing more goes to the destination until somebody resumes it or its configuration changes (webhooks.md section 6).
  void pause(const std::string& why);
  void count_end(store::event_state state);

  std::size_t open() const { return under_way_ + kept_.size(); }  // results that are not written yet

 private:
  void judge_failing(const store::recorded& what, store::instant now);
  void keep(const store::attempt_result& result, const std::string& why);
  void take(const store::attempt_result& result, const store::outcome<store::recorded>& answer);

  relay_services& services_;
  const std::string destination_;
  std::function<void()> written_;
  std::size_t under_way_ = 0;
  std::vector<store::attempt_result> kept_;  // that the store has not taken
  std::unique_ptr<timer> timer_;             // runs while there are some
  bool told_ = false;                        // that the store takes nothing
};

}  // namespace ramal::relay
