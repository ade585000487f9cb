#include "proxy/admin/dialler.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace ramal::admin {
namespace {

constexpr std::size_t most_answer = std::size_t{1} << 20;  // a list of 25 calls has some 20 KB
constexpr std::size_t most_at_once = 16;
constexpr std::chrono::seconds longest{90};  // beyond every time limit of the gateway's own

constexpr refusal off{404, "DIALLER_OFF", "calls are not made here: write admin.dialler: true"};
constexpr refusal no_order{400, "BAD_ORDER", "send a JSON object with key, and number or call_id"};
constexpr refusal no_key{404, "UNKNOWN_KEY",
                         "no key of the configuration has this name: GET /api/dial/keys has the names"};
constexpr refusal digest_alone{
    409, "KEY_IS_A_DIGEST",
    "the configuration has only the digest of this key: choose one that stands there as client_key or in a file"};
constexpr refusal no_listener{409, "NO_PLAIN_LISTENER",
                              "the dialler needs a listener without TLS: add one on 127.0.0.1 to listeners"};
constexpr refusal no_demo{404, "NO_DEMO", "calls come in by themselves here: only the demo can let one come"};
constexpr refusal repeated{409, "ALREADY_ASKED",
                           "this order came before and may be under way: look at the list of calls"};
constexpr refusal of_another_run{
    409, "PROGRAM_RESTARTED",
    "this order is of a program that ran before and may have carried it out: look at the list of calls before you press "
    "again; an order begins with the order_prefix of GET /api/dial/keys"};
constexpr refusal too_many{429, "TOO_MANY", "too many orders at once: wait for their answers"};

answer of(const relay::http_outcome& outcome) {
  if (outcome.whole) return {200, "application/json", wrap_answer(outcome.result.status, outcome.result.answer)};
  const bool sent = outcome.result.sent;
  return answer_refusal(
      {502, sent ? "OUTCOME_UNKNOWN" : "GATEWAY_NOT_REACHED",
       sent ? "no answer came: look at the list of calls before you try again"
            : "the gateway was not reached and nothing was sent: see whether its listener is open, and try again"});
}

}  // namespace

// No connection is used twice: a request on one that has just been closed would be sent once more.
dialler::dialler(boost::asio::io_context& loop, const net::server& gateway, bool is_demo)
    : gateway_(gateway), is_demo_(is_demo), client_(loop, {"", {std::chrono::milliseconds(1)}}) {}

answer dialler::list_keys() const {
  if (!is_on()) return answer_refusal(off);
  return {200, "application/json", list_dial_keys(gateway_.settings(), is_demo_, orders_.prefix())};
}

answer dialler::serve(dial_action what, std::string_view query, std::string_view body) {
  if (!is_on()) return answer_refusal(off);
  std::optional<dial_order> order = only_looks(what) ? read_look(what, query) : read_order(what, body);
  if (!order) return answer_refusal(no_order);
  if (what == dial_action::incoming && !is_demo_) return answer_refusal(no_demo);
  const std::vector<config::key>& keys = gateway_.settings().keys;
  const auto found = std::ranges::find(keys, order->key, &config::key::name);
  if (found == keys.end()) return answer_refusal(no_key);
  if (found->client_key.reveal().empty()) return answer_refusal(digest_alone);
  const auto listener = find_plain_listener(gateway_.settings());
  if (!listener || listener->index >= gateway_.listening().size()) return answer_refusal(no_listener);
  if (client_.in_flight() >= most_at_once) return answer_refusal(too_many);
  const order_verdict verdict = orders_.take(order->id);
  // what rings nobody may come twice, and does not wait for a second press: to hang up, to answer, to hear
  if (verdict == order_verdict::of_another_run && rings(what)) return answer_refusal(of_another_run);
  if (verdict == order_verdict::repeated) return answer_refusal(repeated);
  return ask(what, *found, std::move(*order));
}

answer dialler::ask(dial_action what, const config::key& with, dial_order order) {
  const auto exchange = std::make_shared<relay::http_exchange>();
  exchange->method = only_looks(what) ? "GET" : "POST";
  exchange->most_body_bytes = most_answer;
  exchange->what.destination = "dialler " + std::to_string(++asked_);
  exchange->what.timeout = longest;
  exchange->what.headers = {{"User-Agent", "ramal-console"}};
  if (!only_looks(what)) exchange->what.headers.emplace_back("Content-Type", "application/json");
  exchange->what.body = std::move(order.body);
  if (order.target.empty()) order.target = target_of(what);
  if (what == dial_action::incoming) fill_engine(with, exchange->what);
  else fill_gateway(order.target, with, exchange->what);
  answer made;
  made.later = [this, exchange](std::function<void(answer)> done) {
    client_.start(std::move(*exchange), nullptr,
                  [done = std::move(done)](const relay::http_outcome& outcome) { done(of(outcome)); });
  };
  return made;
}

void dialler::fill_gateway(std::string_view target, const config::key& with, relay::delivery_request& request) const {
  const config::gateway& settings = gateway_.settings();
  const plain_listener to = find_plain_listener(settings).value_or(plain_listener{});
  const std::string mount = settings.mount == "/" ? std::string() : settings.mount;
  request.url = {false, to.host, gateway_.listening().port(to.index), mount + std::string(target)};
  request.headers.emplace_back("apikey", std::string(with.client_key.reveal()));
}

// The demo's engine lets somebody call the number of this key.
void dialler::fill_engine(const config::key& with, relay::delivery_request& request) const {
  const config::upstream_engine& engine = gateway_.settings().engine;
  request.url = {false, engine.host, engine.port, std::string(target_of(dial_action::incoming))};
  request.headers.emplace_back("x-api-key", std::string(with.native_key.reveal()));
}

}  // namespace ramal::admin
