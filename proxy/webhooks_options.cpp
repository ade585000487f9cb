#include "proxy/webhooks_options.hpp"

#include "config/destination_url.hpp"
#include "proxy/common_options.hpp"

namespace ramal::net {
namespace {

constexpr const char* about_webhooks = "set up webhooks, and look at the events that wait for bots";
constexpr const char* steps =
    "First new-hook, whose text becomes keys[].webhook.hook; then ensure, which tells the engine; then test. More is in\n"
    "docs/operations.md, section 10. list, show, replay, drop, pause and resume work while the gateway runs, and while it\n"
    "does not; run them as its user, or as root. Exit codes: 0 done, 1 there is no such event, or one was not delivered,\n"
    "64 wrong command line, 69 the engine or the outbox is not there or refuses, 78 wrong configuration.";

std::string check_public_url(const std::string& text) {
  const auto url = config::parse_destination_url(text);
  if (url.has_value() && url->target.find('?') == std::string::npos) return {};
  return "write the URL by which the engine reaches this gateway, without query, such as https://calls.example.com";
}

CLI::App* add(CLI::App& to, command_line& line, webhooks_verb what, const char* name, const char* text) {
  CLI::App* sub = to.add_subcommand(name, text);
  sub->callback([&line, what] {
    line.what = command::webhooks;
    line.webhooks.what = what;
  });
  if (what != webhooks_verb::new_hook) add_config(sub, line);
  return sub;
}

void add_key(CLI::App* sub, webhooks_line& line, const char* text) {
  sub->add_option("--key", line.key, text)->type_name("NAME");
}

void add_destination(CLI::App* sub, webhooks_line& line, const char* text) {
  sub->add_option("--destination", line.destination, text)->type_name("NAME");
}

void add_engine_side(CLI::App& hooks, command_line& line) {
  webhooks_line& to = line.webhooks;
  CLI::App* ensure = add(hooks, line, webhooks_verb::ensure, "ensure",
                         "make or correct the engine's webhooks, so that each key's events come to its hook");
  CLI::App* log = add(hooks, line, webhooks_verb::native_log, "native-log",
                      "what the engine says of its last attempts to post events here");
  for (CLI::App* one : {ensure, log}) {
    one->add_option("--public-url", to.public_url,
                    "how the engine reaches this gateway, e.g. https://calls.example.com")
        ->required()
        ->check(CLI::Validator(check_public_url, "URL"));
    add_key(one, to, "this key alone; else all that have a webhook");
  }
  log->add_option("--limit", to.most, "lines for each key, 1 to 50; else 20")->check(CLI::Range(1, 50));
}

// Of one event, or of the dead letters of a key.
void add_selection(CLI::App* sub, webhooks_line& to) {
  CLI::Option* id = sub->add_option("id", to.id, "one event, as `list` shows it")->type_name("ID");
  CLI::Option* key = sub->add_option("--key", to.key, "all dead letters of this key")->type_name("NAME");
  id->excludes(key);
  sub->add_option("--destination", to.destination, "with --key: those of one of its `more` alone")
      ->type_name("NAME")
      ->needs(key);
}

void add_outbox(CLI::App& hooks, command_line& line) {
  webhooks_line& to = line.webhooks;
  CLI::App* list = add(hooks, line, webhooks_verb::list, "list", "events in the outbox, oldest first");
  add_key(list, to, "of this key");
  add_destination(list, to, "with --key: of one of its `more`");
  list->add_option("--state", to.state, "of this state")
      ->check(CLI::IsMember({"ready", "busy", "done", "dead", "expired"}));
  list->add_option("--limit", to.most, "lines, up to 1000; else 100")->check(CLI::Range(1, 1'000));
  CLI::App* show = add(hooks, line, webhooks_verb::show, "show", "one event and its attempts");
  show->add_option("id", to.id, "as `list` shows it")->required()->type_name("ID");
  add_selection(add(hooks, line, webhooks_verb::replay, "replay",
                    "send dead letters again, with the same webhook-id and body; offers are never sent again"),
                to);
  add_selection(add(hooks, line, webhooks_verb::drop, "drop", "remove an event, or all dead letters of a key"), to);
  CLI::App* pause = add(hooks, line, webhooks_verb::pause, "pause",
                        "send a key's events no more: they become dead letters until `resume`");
  CLI::App* resume = add(hooks, line, webhooks_verb::resume, "resume", "send a key's events again");
  for (CLI::App* one : {pause, resume}) {
    one->add_option("key", to.key, "the key's name")->required()->type_name("KEY");
    add_destination(one, to, "one of its `more`; else its first destination");
  }
}

}  // namespace

void add_webhooks(CLI::App& app, command_line& line) {
  CLI::App* hooks = app.add_subcommand("webhooks", about_webhooks);
  hooks->require_subcommand(1);
  hooks->footer(steps);
  add(*hooks, line, webhooks_verb::new_hook, "new-hook", "print a text for keys[].webhook.hook: 192 random bits");
  add_engine_side(*hooks, line);
  CLI::App* test = add(
      *hooks, line, webhooks_verb::test, "test",
      "post a made-up inbound call (offer, accept, terminate) to a key's hook, and tell what its bots said");
  test->add_option("key", line.webhooks.key, "the key's name")->required()->type_name("KEY");
  test->add_option("--url", line.webhooks.url, "how this machine reaches the gateway; else its first listener")
      ->check(CLI::Validator(check_public_url, "URL"));
  add_outbox(*hooks, line);
}

}  // namespace ramal::net
