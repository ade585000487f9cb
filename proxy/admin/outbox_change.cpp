#include "proxy/admin/outbox_change.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace ramal::admin {
namespace {

using relay::store_verb;

constexpr std::chrono::seconds outbox_patience{10};  // as the commands' socket has it

constexpr refusal needs_key{400, "BAD_ORDER",
                            "send {\"key\":\"shop\"}, with \"destination\":\"crm\" for one of its `more`"};
constexpr refusal needs_selection{
    400, "BAD_ORDER",
    "send {\"id\":\"rml_...\"} for one event, or {\"key\":\"shop\"} for all dead letters of a key, with "
    "\"destination\":\"crm\" for those of one of its `more`"};
constexpr refusal no_destination{404, "NO_SUCH_DESTINATION",
                                 "there is no such destination: compare keys[].name and more[].name"};
constexpr refusal no_outbox{409, "NO_WEBHOOKS", "no key has a webhook: write keys[].webhook into the configuration"};
constexpr refusal outbox_slow{
    503, "OUTBOX_SLOW",
    "the outbox has not answered in 10 s, and may do it still: look at GET /api/webhooks, and "
    "at the disk of webhooks.store"};

store_verb verb_in(std::string_view path) {
  const std::string_view word = path.substr(path.rfind('/') + 1);
  if (word == "pause") return store_verb::pause;
  if (word == "resume") return store_verb::resume;
  return word == "replay" ? store_verb::replay : store_verb::drop;
}

bool selects(store_verb what) { return what == store_verb::replay || what == store_verb::drop; }

// Where a member of this name goes; null: it may not stand there.
std::string* member_of(relay::outbox_order& order, std::string_view name) {
  if (name == "key") return &order.key;
  if (name == "destination") return &order.destination;
  return name == "id" && selects(order.what) ? &order.id : nullptr;
}

// None: the body is something else.
std::optional<relay::outbox_order> order_in(store_verb what, std::string_view body) {
  boost::system::error_code error;
  const boost::json::value read = boost::json::parse({body.data(), body.size()}, error);
  if (error || !read.is_object()) return std::nullopt;
  relay::outbox_order order;
  order.what = what;
  for (const auto& [name, value] : read.get_object()) {
    std::string* const to = member_of(order, {name.data(), name.size()});
    if (to == nullptr || !value.is_string() || value.get_string().empty()) return std::nullopt;
    to->assign(value.get_string().data(), value.get_string().size());
  }
  const bool names_one = order.key.empty() != order.id.empty();
  if (!names_one || (order.key.empty() && !order.destination.empty())) return std::nullopt;
  return order;
}

// What was ordered, for the log. A name that the outbox does not know may be any text: it is not written.
std::string_view named(const relay::store_command& command, const relay::command_answer& said) {
  if (said.changed == 0) return "nothing";
  if (!command.id.empty()) return command.id;
  return command.destination.empty() ? command.key : command.destination;
}

boost::json::string_view without_end(std::string_view text) {
  return {text.data(), text.ends_with('\n') ? text.size() - 1 : text.size()};
}

// Whichever comes first: the outbox, or the end of patience.
struct outbox_wait {
  std::function<void(answer)> done;
  boost::asio::steady_timer timer;

  void end(answer made) {
    timer.cancel();
    if (const auto take = std::exchange(done, nullptr)) take(std::move(made));
  }
};

}  // namespace

std::variant<outbox_change, refusal> read_outbox_change(std::string_view path, std::string_view body,
                                                        const config::gateway& settings) {
  const store_verb what = verb_in(path);
  const auto order = order_in(what, body);
  const relay::order_fault fault = order ? relay::fault_in(*order, settings) : relay::order_fault::nothing_named;
  if (fault == relay::order_fault::nothing_named) return selects(what) ? needs_selection : needs_key;
  if (fault == relay::order_fault::no_such_destination) return no_destination;
  outbox_change made{relay::command_of(*order), relay::is_configured(*order, settings)};
  made.command.by = "the admin interface";
  return made;
}

answer answer_outbox_change(const relay::command_answer& made) {
  answer given;
  boost::json::object said{{"changed", made.changed}, {"skipped", made.skipped}, {"text", without_end(made.text)}};
  if (made.exit_code != 0) {
    const bool is_there = made.skipped != 0;
    const bool cannot = made.exit_code != relay::exit_nothing;
    given.status = cannot ? 503 : is_there ? 409 : 404;
    said["code"] = cannot ? "OUTBOX_FAILED" : is_there ? "NOT_REPLAYED" : "NO_SUCH_EVENT";
    said["error"] = cannot || is_there ? boost::json::value(said["text"])
                                       : boost::json::value(
                                             "there is no such event: GET /api/webhooks says which keys "
                                             "have dead letters, ramal webhooks list names them");
  }
  given.body = boost::json::serialize(said) + "\n";
  return given;
}

answer change_outbox(boost::asio::io_context& loop, relay::webhook_relay& webhooks, const config::gateway& settings,
                     std::string_view path, std::string_view body) {
  if (webhooks.counters() == nullptr) return answer_refusal(no_outbox);
  auto read = read_outbox_change(path, body, settings);
  if (const auto* const why = std::get_if<refusal>(&read)) return answer_refusal(*why);
  answer made;
  made.later = [&loop, &webhooks, what = std::get<outbox_change>(std::move(read)),
                verb = std::string(path.substr(path.rfind('/') + 1))](std::function<void(answer)> done) {
    const auto one = std::make_shared<outbox_wait>(outbox_wait{std::move(done), boost::asio::steady_timer(loop)});
    one->timer.expires_after(outbox_patience);
    one->timer.async_wait([one](boost::system::error_code error) {
      if (!error) one->end(answer_refusal(outbox_slow));
    });
    const auto take = [one, verb, what](const relay::command_answer& said) {
      spdlog::warn("webhooks {} on the admin interface, {}: {}", verb, named(what.command, said),
                   said.text.substr(0, said.text.find('\n')));
      // One that is paused can be resumed when its key is no longer configured.
      const bool is_nobody = what.command.what == store_verb::resume && !what.is_configured && said.exit_code == 0 &&
                             said.changed == 0;
      one->end(is_nobody ? answer_refusal(no_destination) : answer_outbox_change(said));
    };
    if (!webhooks.ask(what.command, take)) one->end(answer_refusal(no_outbox));
  };
  return made;
}

}  // namespace ramal::admin
