#include "contract/play.hpp"

#include <algorithm>

#include "contract/answer_rules.hpp"
#include "contract/case_reader.hpp"
#include "contract/json_text.hpp"

namespace ramal::contract {
namespace {

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"\\$").find(c) == std::string_view::npos;
  });
}

class player {
 public:
  player(const contract_case& what, stage& on)
      : case_(what), stage_(on), engine_judged_(on.engine_requests_before()), go_judged_(on.go_requests().size()) {
    secrets_.forbidden = {what.at.native_key, native_key,     native_key_id, native_key_of_digest,
                          go_token,           go_token_by_id, go_admin_key,  on.engine_address()};
    std::erase(secrets_.forbidden, "");  // not known
    for (const auto& [key, value] : what.settings)
      if (key == "cors.origins") secrets_.any_origin = false;
  }

  complaints run() {
    for (std::size_t i = 0; i < case_.exchanges.size(); ++i) {
      const exchange each = case_.exchanges[i];  // what it keeps makes the case again
      play_exchange(each);
      if (!each.keeps.empty() && !keep(each)) break;
    }
    return std::move(found_);
  }

 private:
  void complain(int line, const std::string& text) {
    found_.push_back(case_.file + ":" + std::to_string(line) + ": " + text);
  }
  void complain(int line, const complaints& texts) {
    for (const auto& text : texts) complain(line, text);
  }

  void play_exchange(const exchange& each) {
    stage_.expect_door(case_.door_of(each));
    stage_.script_engine(each.engine);
    stage_.script_go(each.go);
    if (!connected_ || each.new_connection) stage_.connect();
    connected_ = true;
    stage_.send(each.sent);
    if (each.half_close) stage_.half_close();
    note_passing(each);
    theirs_ = !stage_.sees_engine() && !each.engine.empty();
    secrets_.any_passing = theirs_;
    if (each.waits) wait_for(each);
    else
      for (const auto& turn : each.client)
        judge_turn(turn, stage_.read_answer(each.is_head_request()), each.is_head_request());
    if (!stage_.sees_engine()) return;
    stage_.wait_for_engine();
    judge_server("engine", each.line, each.engine, stage_.engine_requests(), engine_judged_);
    judge_server("Evolution GO server", each.line, each.go, stage_.go_requests(), go_judged_);
    for (const auto& impurity : stage_.take_impurities()) complain(each.line, "impure: " + impurity);
  }

  // What the engine says passes the native door byte for byte, but for an echo of the key; what an Evolution GO server
  // says passes as well.
  void note_passing(const exchange& each) {
    secrets_.through = each.go.empty() ? case_.door_of(each) : door::go;
    secrets_.passing.clear();
    for (const auto& turn : each.go.empty() ? each.engine : each.go) {
      auto bytes = turn.answer;
      auto last = take_answer(bytes, false);
      while (last.error.empty() && last.status >= 100 && last.status < 200) last = take_answer(bytes, false);
      if (last.error.empty()) secrets_.passing.push_back(without_keys(last.body));
    }
  }

  std::string without_keys(std::string body) const {
    for (const auto& key : secrets_.forbidden)
      for (auto at = body.find(key); at != std::string::npos; at = body.find(key))
        body.replace(at, key.size(), key.size(), '*');
    return body;
  }

  // Asks again until the answer is as it shall become; the last one is judged.
  void wait_for(const exchange& each) {
    auto seen = stage_.read_answer(false);
    for (unsigned i = 1;
         i < each.waits->most && seen.error.empty() && !judge_body(each.waits->until, seen.body).empty(); ++i) {
      stage_.pause(std::chrono::milliseconds(500));
      stage_.send(each.sent);
      seen = stage_.read_answer(false);
    }
    if (seen.error.empty())
      if (auto wrong = judge_body(each.waits->until, seen.body); !wrong.empty())
        complain(each.line, "waited in vain: " + wrong);
    for (const auto& turn : each.client) judge_turn(turn, seen, false);
  }

  // False: the rest of the case means nothing without it.
  bool keep(const exchange& each) {
    std::string error;
    const auto document = parse_json(last_.body, error);
    auto at = case_.at;
    for (const auto& wanted : each.keeps) {
      const auto* value = document ? document->find_path(wanted.path) : nullptr;
      if (value == nullptr || value->text.empty()) {
        complain(wanted.line, "the answer has no " + wanted.path + " to keep");
        return false;
      }
      // It comes from what is tested, and stands in a target or in JSON next.
      if (!is_plain(value->text)) {
        complain(wanted.line, "what " + wanted.path + " holds cannot be kept: " + visible(value->text));
        return false;
      }
      at.kept.emplace_back(wanted.name, value->text);
    }
    case_ = build_case(case_.file, *std::shared_ptr<const case_text>(case_.source), at);
    return true;
  }

  void judge_turn(const client_turn& turn, const answer& seen, bool of_head_request) {
    last_ = seen;
    complain(turn.line, theirs_ ? judge_foreign(seen) : judge_answer(turn, seen));
    if (stage_.is_gateway()) complain(turn.line, judge_always(seen, secrets_, of_head_request));
    if (!seen.error.empty()) return lose_connection();
    const auto* said = seen.find("Connection");
    const bool says_close = said != nullptr && *said == "close";
    const bool must_close = turn.connection == client_turn::connection_state::closed;
    if (must_close && !says_close) complain(turn.line, "the answer does not say `Connection: close`");
    if (must_close && !stage_.is_closed_by_ramal()) complain(turn.line, "the connection is not closed");
    if (turn.connection == client_turn::connection_state::open) check_open(turn.line);
    if (says_close || must_close) lose_connection();
  }

  // Another's engine answers what it likes; what holds for every answer holds for this one.
  static complaints judge_foreign(const answer& seen) {
    if (!seen.error.empty()) return {seen.error};
    if (seen.status >= 500) return {"the engine does not answer: " + std::to_string(seen.status) + " " + seen.body};
    return {};
  }

  // An open connection answers another request; that is the only proof that does not need a pause.
  void check_open(int line) {
    stage_.send("GET " + (case_.mount() == "/" ? "" : case_.mount()) + "/server/ok HTTP/1.1\r\nHost: " + case_.at.host +
                "\r\n\r\n");
    const auto answer = stage_.read_answer(false);
    if (answer.status != 200) complain(line, "the connection is of no more use: " + answer.error);
  }

  void lose_connection() { connected_ = false; }

  void judge_server(const std::string& who, int line, const std::vector<engine_turn>& turns,
                    std::vector<engine_request> seen, std::size_t& judged) {
    seen.erase(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(judged));
    judged += seen.size();
    for (std::size_t i = 0; i < std::min(seen.size(), turns.size()); ++i)
      complain(turns[i].line, judge_request(turns[i], seen[i]));
    if (seen.size() < turns.size()) complain(line, "the " + who + " sees nothing where it should see a request");
    for (std::size_t i = turns.size(); i < seen.size(); ++i)
      complain(line, "the " + who + " sees what it should not: " + visible(seen[i].raw));
  }

  contract_case case_;
  stage& stage_;
  std::size_t engine_judged_, go_judged_;  // how many of the requests: a late one is the next exchange's
  answer_secrets secrets_;
  complaints found_;
  answer last_;
  bool connected_ = false;
  bool theirs_ = false;  // what is played reaches an engine that is somebody else's
};

}  // namespace

complaints play(const contract_case& what, stage& on) { return player(what, on).run(); }

}  // namespace ramal::contract
