// The store in a file does what the store in memory does, whatever is asked of it in whatever order.
#include <random>
#include <sstream>

#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

std::string show(const event_record& one) {
  std::ostringstream text;
  text << one.seq << ' ' << one.call << ' ' << one.key << ' ' << one.destination << ' ' << one.webhook_id << ' '
       << one.body << ' ' << static_cast<int>(one.state) << ' ' << one.attempts << ' '
       << one.due.time_since_epoch().count() << ' ' << one.life_end.time_since_epoch().count() << ' '
       << (one.ended ? one.ended->time_since_epoch().count() : 0) << ' ' << one.last_status << ' ' << one.last_error;
  return text.str();
}

std::string show(const std::vector<event_record>& events) {
  std::string text;
  for (const auto& one : events) text += show(one) + "\n";
  return text;
}

// What one store answers to a line of random requests. The same seed: the same requests.
class player {
 public:
  player(world& one, unsigned seed) : world_(one), random_(seed) {}

  std::string step() {
    world_.now += milliseconds(below(4'000));
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
      case 3: return put();
      case 4:
      case 5: return claim();
      case 6:
      case 7:
      case 8: return end();
      case 9: return sent();
      case 10: return command();
      default: return all();
    }
  }

 private:
  std::uint32_t below(std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_);
  }
  std::string destination() { return below(2) == 0 ? "bot" : "crm"; }

  std::string put() {
    const std::string call = "c" + std::to_string(below(12));
    auto event = new_event_of(
        call, static_cast<phase>(below(4)), world_.now,
        below(3) == 0 ? std::vector<std::string>{"bot", "crm"} : std::vector<std::string>{destination()});
    const auto how = below(4);
    if (how == 0) event.ids = {"", "X" + call};
    if (how == 1) event.ids.external = "X" + call;
    const auto answer = ask(*world_.store, event);
    return "put " + std::to_string(static_cast<int>(answer.result)) +
           std::to_string(static_cast<int>(answer.value.verdict)) + ' ' + answer.value.call.x + ' ' +
           std::to_string(answer.value.call.id) + ' ' + std::to_string(answer.value.deliveries) + ' ' +
           std::to_string(answer.value.dead);
  }

  std::string claim() {
    const auto order = static_cast<line_order>(below(3));
    const auto answer = world_.claim(order, 1 + below(4), destination());
    for (const auto& one : answer.events) busy_.push_back(one.seq);
    return "claim\n" + show(answer.events) + show(answer.ended);
  }

  std::int64_t any_busy() { return busy_.empty() ? 99'999 : busy_[below(static_cast<std::uint32_t>(busy_.size()))]; }

  std::string end() {
    const auto answer = world_.end(any_busy(), static_cast<attempt_verdict>(below(4)), milliseconds(below(70'000)));
    return "end " + std::to_string(answer.found) + std::to_string(static_cast<int>(answer.state)) +
           std::to_string(answer.failing_since ? answer.failing_since->time_since_epoch().count() : 0) + ' ' +
           std::to_string(answer.passed);
  }

  std::string sent() { return "sent " + std::to_string(world_.get(mark_sent{any_busy(), world_.now})); }

  std::string command() {
    switch (below(8)) {
      case 0: return "pause " + std::to_string(world_.get(pause{destination(), "why", world_.now}));
      case 1:
      case 2: return "resume " + std::to_string(world_.get(resume{destination(), world_.now}));
      case 3: return "give up " + std::to_string(world_.get(give_up{destination(), "gone", world_.now}));
      case 4: {
        const auto answer = ask(*world_.store, replay{{"", "shop", below(2) == 0 ? "" : "bot"}, 1h, world_.now});
        return "replay " + std::to_string(static_cast<int>(answer.result)) + ' ' +
               std::to_string(answer.value.replayed) + ' ' + std::to_string(answer.value.skipped);
      }
      case 5: return "drop " + std::to_string(world_.get(drop{{"", "shop", "crm"}, world_.now}));
      case 6: {
        world_.now -= milliseconds(below(2) * 30'000);  // the clock is set back
        return "clock";
      }
      default: {
        const auto answer = world_.get(tidy{world_.now});
        return "tidy " + std::to_string(answer.expired) + ' ' + std::to_string(answer.dead) + ' ' +
               std::to_string(answer.removed) + ' ' + std::to_string(answer.more);
      }
    }
  }

  std::string all() {
    std::string text = "all\n" + show(world_.get(list_events{{}, "", "", 0, 1000}));
    for (const auto& one : world_.get(open_calls{world_.now + 1h, 0, 1000}))
      text += one.x + ' ' + std::to_string(one.phases);
    const auto counts = world_.get(summary{});
    for (const auto& one : counts.destinations)
      text += one.destination + std::to_string(one.pending) + (one.paused ? "p" : "") + (one.failing_since ? "f" : "");
    return text + std::to_string(counts.pending) + ' ' + std::to_string(counts.identities);
  }

  world& world_;
  std::mt19937 random_;
  std::vector<std::int64_t> busy_;
};

void play_both(unsigned seed) {
  INFO("seed " << seed);
  limits bounds;
  bounds.pending = 20;
  bounds.identities = 25;
  bounds.dead_of_key = 8;
  store_options front;
  front.queue.batch_wait = 0ms;
  world memory{"memory", open_memory_store(bounds, front)};
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  options.bounds = bounds;
  world file{"file", open_file_store(options).store};
  player first(memory, seed), second(file, seed);
  for (int step = 0; step < 400; ++step) {
    INFO("step " << step);
    REQUIRE(first.step() == second.step());
  }
}

}  // namespace

TEST_CASE("random requests are answered alike by the store in memory and the one in a file") {
  for (unsigned seed = 1; seed <= 8; ++seed) play_both(seed);
}

}  // namespace ramal::store
