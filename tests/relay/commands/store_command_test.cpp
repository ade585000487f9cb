// What an operator asks of the outbox, on a store in memory and on one in a file.
#include "proxy/relay/commands/store_command.hpp"

#include <catch2/catch.hpp>

#include <future>

#include "tests/store/world.hpp"

namespace ramal::relay {
namespace {

using store::phase;
using store::start;
using store::world;
using namespace std::chrono_literals;

command_answer ask(world& one, const store_command& command) {
  auto promise = std::make_shared<std::promise<command_answer>>();
  auto answer = promise->get_future();
  run(*one.store, command, one.now, [promise](command_answer made) { promise->set_value(std::move(made)); });
  REQUIRE(answer.wait_for(20s) == std::future_status::ready);
  return answer.get();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// One attempt that ends so, with a bot's answer that holds a phone number.
void end(world& one, store::attempt_verdict how, int status, const std::string& answer = {}) {
  const auto events = one.claim().events;
  REQUIRE(events.size() == 1);
  store::attempt_result result;
  result.seq = events[0].seq;
  result.verdict = how;
  result.due = one.now + 1s;
  result.took = 12ms;
  result.status = status;
  result.answer = answer;
  result.now = one.now;
  one.get(result);
}

}  // namespace

TEST_CASE("a command is one line, and nothing else is a command") {
  for (const auto what : {store_verb::list, store_verb::show, store_verb::replay, store_verb::drop, store_verb::pause,
                          store_verb::resume}) {
    const store_command command{what, "rml_1", "shop centro", "shop centro\\crm", "dead", 7};
    const auto read = read_line(to_line(command));
    REQUIRE(read.has_value());
    CHECK(read->what == what);
    CHECK(read->id == "rml_1");
    CHECK(read->key == "shop centro");
    CHECK(read->destination == "shop centro\\crm");
    CHECK(read->state == "dead");
    CHECK(read->most == 7);
  }
  CHECK(read_line(to_line(store_command{})).has_value());
  for (const std::string line : {"", "list", "list\t\t\t\t", "list\t\t\t\t\t0", "list\t\t\t\t\t-1", "list\t\t\t\t\tx",
                                 "list\t\t\t\t\t1\t", "list\t\t\t\todd\t1", "LIST\t\t\t\t\t1", "\t\t\t\t\t1"}) {
    INFO(line);
    CHECK_FALSE(read_line(line).has_value());
  }
}

TEST_CASE("list shows what waits, by state, key and destination") {
  store::on_both([](world& one) {
    CHECK(has(ask(one, {}).text, "no such events"));
    one.put("c1", phase::offer);
    end(one, store::attempt_verdict::delivered, 200);
    one.put("c2", phase::terminate, {"bot", "bot\\crm"});
    end(one, store::attempt_verdict::give_up, 410);
    one.now += 3min;
    const command_answer all = ask(one, {});
    CHECK(all.exit_code == 0);
    CHECK(has(all.text, "1 events wait"));
    CHECK(has(all.text, ": 1 wait, the oldest since 3m, 1 dead letters\n"));
    CHECK(has(all.text, "c1/offer/bot  "));
    CHECK(has(all.text, "  done   bot        "));
    CHECK(has(all.text, "  dead   bot        "));
    CHECK(has(all.text, "  ready  bot (crm)  "));
    CHECK(has(all.text, "410\n"));
    store_command dead;
    dead.state = "dead";
    const std::string text = ask(one, dead).text;
    CHECK(has(text, "c2/terminate/bot "));
    CHECK_FALSE(has(text, "c1/offer"));
    store_command crm;
    crm.destination = "bot\\crm";
    CHECK_FALSE(has(ask(one, crm).text, "c1/offer"));
  });
}

TEST_CASE("show has the attempts, and of a bot's answer one line without whole phone numbers") {
  store::on_both([](world& one) {
    one.put("c1", phase::terminate);
    end(one, store::attempt_verdict::retry, 500, "no\nbot of 5511977776666");
    const command_answer found = ask(one, {store_verb::show, "c1/terminate/bot", "", "", "", 1});
    CHECK(found.exit_code == 0);
    CHECK(has(found.text, "  state         ready\n"));
    CHECK(has(found.text, "  attempt 1     0s ago, 12 ms: 500 no.bot of *********6666\n"));
    CHECK(has(found.text, "  next attempt  in 1s\n"));
    const command_answer none = ask(one, {store_verb::show, "rml_none", "", "", "", 1});
    CHECK(none.exit_code == 1);
    CHECK(has(none.text, "no event rml_none"));
  });
}

TEST_CASE("dead letters are sent again or removed") {
  store::on_both([](world& one) {
    one.put("c1", phase::terminate);
    end(one, store::attempt_verdict::give_up, 410);
    const store_command replay{store_verb::replay, "c1/terminate/bot", "", "", "", 1};
    const command_answer again = ask(one, replay);
    CHECK(again.exit_code == 0);
    CHECK(again.text == "1 events wait again\n");
    CHECK(again.changed == 1);
    const command_answer twice = ask(one, replay);
    CHECK(twice.exit_code == 1);
    CHECK(has(twice.text, "0 events wait again; 1 do not"));
    CHECK(twice.skipped == 1);
    const store_command drop{store_verb::drop, "c1/terminate/bot", "", "", "", 1};
    const command_answer dropped = ask(one, drop);
    CHECK(dropped.text == "1 events removed\n");
    CHECK(dropped.changed == 1);
    CHECK(ask(one, drop).exit_code == 1);
  });
}

TEST_CASE("a destination is paused and resumed") {
  store::on_both([](world& one) {
    const store_command pause{store_verb::pause, "", "", "bot", "", 1},
        resume{store_verb::resume, "", "", "bot", "", 1};
    CHECK(has(ask(one, pause).text, "paused: events become dead letters"));
    CHECK(has(ask(one, pause).text, "already"));
    CHECK(has(ask(one, {}).text, "bot: paused 0s ago, by ramal webhooks pause\n"));
    one.put("c1", phase::terminate);
    CHECK(one.show("c1/terminate/bot").event.state == store::event_state::dead);
    CHECK(has(ask(one, resume).text, "events are sent again"));
    CHECK(has(ask(one, resume).text, "was not paused"));
  });
}

TEST_CASE("an outbox that cannot be asked is told with what to do") {
  auto opened = store::open_file_store(store::options_for("/does/not/exist/outbox.db"));
  world broken{"file", std::move(opened.store)};
  const command_answer answer = ask(broken, {});
  CHECK(answer.exit_code == 69);
  CHECK(answer.text.starts_with("the outbox /does/not/exist/outbox.db: "));
  CHECK(has(answer.text, "directory"));
  CHECK(answer.text.find("the outbox", 1) == std::string::npos);
}

}  // namespace ramal::relay
