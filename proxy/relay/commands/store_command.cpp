#include "proxy/relay/commands/store_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>
#include <vector>

#include "proxy/relay/commands/command_text.hpp"

namespace ramal::relay {
namespace {

constexpr std::array<std::string_view, 6> verbs{"list", "show", "replay", "drop", "pause", "resume"};
constexpr std::size_t most_fields = 6;
constexpr std::chrono::hours replayed_life{24};
constexpr int unavailable = 69;

using completion = std::function<void(command_answer)>;

// Most reasons name it, with its file.
command_answer failed(const std::string& why) {
  const bool is_named = why.find("the outbox") != std::string::npos;
  return {unavailable, (is_named ? why : "the outbox: " + why) + "\n"};
}

std::optional<store::event_state> state_of(std::string_view text) {
  for (const auto one : {store::event_state::ready, store::event_state::busy, store::event_state::done,
                         store::event_state::dead, store::event_state::expired})
    if (state_text(one) == text) return one;
  return std::nullopt;
}

// What becomes of an answer: `text` makes the lines of its value.
template <class Request, class Text>
void ask(store::event_store& outbox, Request request, completion done, Text text) {
  outbox.submit(std::move(request), store::completion<Request>([done = std::move(done), text](auto answer) {
                  done(answer.ok() ? text(answer.value) : failed(answer.why));
                }));
}

void list(store::event_store& outbox, const store_command& command, store::instant now, completion done) {
  store::list_events wanted;
  wanted.state = state_of(command.state);
  wanted.key = command.key;
  wanted.destination = command.destination;
  wanted.most = command.most;
  const auto with_events = [&outbox, wanted, now, done](const store::totals& all) {
    ask(outbox, wanted, done, [all, now](const std::vector<store::event_record>& events) {
      return command_answer{0, summary_text(all, now) + events_text(events, now)};
    });
  };
  outbox.submit(store::summary{}, store::completion<store::summary>([done = std::move(done), with_events](auto answer) {
                  if (answer.ok()) with_events(answer.value);
                  else done(failed(answer.why));
                }));
}

void show(store::event_store& outbox, const store_command& command, store::instant now, completion done) {
  ask(outbox, store::show_event{command.id}, std::move(done),
      [now, id = command.id](const std::optional<store::event_details>& found) {
        if (!found)
          return command_answer{exit_nothing, "no event " + id + ": ramal webhooks list has those that are there\n"};
        return command_answer{0, details_text(*found, now)};
      });
}

void replay(store::event_store& outbox, const store_command& command, store::instant now, completion done) {
  const store::selection which{command.id, command.key, command.destination};
  ask(outbox, store::replay{which, replayed_life, now}, std::move(done), [](const store::replayed& result) {
    std::string text = std::to_string(result.replayed) + " events wait again";
    if (result.skipped != 0)
      text += "; " + std::to_string(result.skipped) +
              " do not: offers, what is no dead letter, and destinations that are paused (ramal webhooks resume)";
    return command_answer{result.replayed == 0 ? exit_nothing : 0, text + "\n", result.replayed, result.skipped};
  });
}

void drop(store::event_store& outbox, const store_command& command, store::instant now, completion done) {
  const store::selection which{command.id, command.key, command.destination};
  ask(outbox, store::drop{which, now}, std::move(done), [](std::int64_t count) {
    return command_answer{count == 0 ? exit_nothing : 0, std::to_string(count) + " events removed\n", count};
  });
}

void pause(store::event_store& outbox, const store_command& command, store::instant now, completion done) {
  ask(outbox, store::pause{command.destination, "by " + command.by, now}, std::move(done), [](bool changed) {
    return command_answer{
        0, changed ? "paused: events become dead letters until ramal webhooks resume\n" : "it is paused already\n",
        changed ? 1 : 0};
  });
}

void resume(store::event_store& outbox, const store_command& command, store::instant now, completion done) {
  ask(outbox, store::resume{command.destination, now}, std::move(done), [](bool changed) {
    return command_answer{
        0, changed ? "events are sent again; ramal webhooks replay sends the dead letters\n" : "it was not paused\n",
        changed ? 1 : 0};
  });
}

}  // namespace

bool changes_work(store_verb what) { return what != store_verb::list && what != store_verb::show; }

std::string to_line(const store_command& command) {
  std::string line(verbs[static_cast<std::size_t>(command.what)]);
  for (const std::string& one : {command.id, command.key, command.destination, command.state}) line += "\t" + one;
  return line + "\t" + std::to_string(command.most);
}

std::optional<store_command> read_line(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t start = 0; start <= line.size() && fields.size() <= most_fields;) {
    const std::size_t end = std::min(line.find('\t', start), line.size());
    fields.push_back(line.substr(start, end - start));
    start = end + 1;
  }
  if (fields.size() != most_fields) return std::nullopt;
  const auto verb = std::find(verbs.begin(), verbs.end(), fields[0]);
  store_command command;
  const auto [end, error] = std::from_chars(fields[5].data(), fields[5].data() + fields[5].size(), command.most);
  const bool number = error == std::errc{} && end == fields[5].data() + fields[5].size() && command.most > 0;
  if (verb == verbs.end() || !number || (!fields[4].empty() && !state_of(fields[4]))) return std::nullopt;
  command.what = static_cast<store_verb>(verb - verbs.begin());
  command.id = fields[1];
  command.key = fields[2];
  command.destination = fields[3];
  command.state = fields[4];
  return command;
}

void run(store::event_store& outbox, const store_command& command, store::instant now, completion done) {
  switch (command.what) {
    case store_verb::list: return list(outbox, command, now, std::move(done));
    case store_verb::show: return show(outbox, command, now, std::move(done));
    case store_verb::replay: return replay(outbox, command, now, std::move(done));
    case store_verb::drop: return drop(outbox, command, now, std::move(done));
    case store_verb::pause: return pause(outbox, command, now, std::move(done));
    case store_verb::resume: return resume(outbox, command, now, std::move(done));
  }
}

}  // namespace ramal::relay
