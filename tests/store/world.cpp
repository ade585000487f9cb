#include "tests/store/world.hpp"

#include <filesystem>

#include <unistd.h>

namespace ramal::store {

temporary_folder::temporary_folder(place where) {
  const bool memory = where == place::memory && ::access("/dev/shm", W_OK) == 0;
  const auto parent = memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
  std::string pattern = (parent / "ramal-store-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

file_options options_for(const std::string& path) {
  file_options options;
  options.path = path;
  options.busy_wait = 1ms;
  options.clock = [] { return start; };
  options.store.queue.batch_wait = 0ms;
  return options;
}

namespace {

const char* word(phase place) {
  switch (place) {
    case phase::offer: return "offer";
    case phase::accept: return "accept";
    case phase::terminate: return "terminate";
    case phase::none: break;
  }
  return "other";
}

milliseconds life_of(phase place) { return place == phase::offer ? 60s : place == phase::accept ? 15min : 24h; }

}  // namespace

new_event new_event_of(const std::string& call, phase place, instant now, std::vector<std::string> destinations) {
  new_event event;
  event.key = "shop";
  event.ids.native = call;
  event.place = place;
  event.name = "Call";
  event.native = std::string("call.") + word(place);
  event.peer = "5511977776666";
  event.way = direction::inbound;
  event.happened = event.now = now;
  event.make = [place, now, destinations = std::move(destinations)](const call_record& record) {
    std::vector<delivery> result;
    for (const auto& one : destinations) {
      const std::string id = record.x + "/" + word(place) + "/" + one;
      result.push_back({one, id, "{\"id\":\"" + id + "\"}", now, now + life_of(place)});
    }
    return result;
  };
  return event;
}

put_result world::put(const std::string& call, phase place, std::vector<std::string> destinations) {
  return get(new_event_of(call, place, now, std::move(destinations)));
}

claimed world::claim(line_order order, std::int64_t most, const std::string& destination) {
  return get(store::claim{destination, most, order, 5s, now});
}

std::vector<std::string> world::claim_ids(line_order order, std::int64_t most) {
  std::vector<std::string> ids;
  for (const auto& one : claim(order, most).events) ids.push_back(one.webhook_id);
  return ids;
}

recorded world::end(std::int64_t seq, attempt_verdict verdict, milliseconds retry_after) {
  const bool good = verdict == attempt_verdict::delivered;
  return get(
      attempt_result{seq, verdict, now + retry_after, 20ms, good ? 200 : 503, good ? "" : "answered 503", "text", now});
}

event_details world::show(const std::string& webhook_id) {
  auto found = get(show_event{webhook_id});
  INFO(webhook_id);
  REQUIRE(found.has_value());
  return *found;
}

void on_both(const std::function<void(world&)>& test, const limits& bounds) {
  {
    store_options front;
    front.queue.batch_wait = 0ms;
    world memory{"memory", open_memory_store(bounds, front)};
    INFO("in memory");
    test(memory);
  }
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  options.bounds = bounds;
  auto opened = open_file_store(options);
  REQUIRE(opened.problem == "");
  world file{"file", std::move(opened.store)};
  INFO("in a file");
  test(file);
}

}  // namespace ramal::store
