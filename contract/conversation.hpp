// A contract case as data: what is said and what must be seen. README.md describes the text it is read from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/case_text.hpp"
#include "contract/deployment.hpp"
#include "contract/http_text.hpp"
#include "contract/wire_purity.hpp"

namespace ramal::contract {


// What the engine must see, and what it does about it. `answer` holds raw bytes.
struct engine_turn {
  enum class after_answer { keep, close, reset, silent };
  int line = 0;
  std::string start;  // "POST /v1/calls"
  std::vector<field> fields;
  std::string body;
  std::string answer;
  after_answer then = after_answer::keep;
};

// One condition on an answer's body.
struct body_check {
  enum class kind { exact, json, json_has, json_lacks, has, lacks };
  kind how = kind::exact;
  std::string text;
};

// By the directive of a case, such as "json has".
inline body_check::kind kind_of_check(std::string_view name) {
  using kind = body_check::kind;
  if (name == "json") return kind::json;
  if (name == "json has") return kind::json_has;
  if (name == "json lacks") return kind::json_lacks;
  return name == "body has" ? kind::has : kind::lacks;
}

// What the client must see of one answer.
struct client_turn {
  enum class connection_state { any, open, closed };
  int line = 0;
  int status = 0;
  std::string code;                 // of a failure, empty: not checked in this way
  std::vector<field> fields;        // exactly this value; "*": any
  std::vector<std::string> absent;  // names of headers that must not be there
  connection_state connection = connection_state::any;
  std::vector<body_check> body;
};

// "keep: id = json callId": a value of the last answer, for `${id}` in the exchanges behind it.
struct kept_value {
  int line = 0;
  std::string name;
  std::string path;
};

// "waits: 60s until json has {...}": the request is sent again, each half second, until its answer is like that.
struct repetition {
  unsigned most = 0;  // times
  body_check until;
};

struct exchange {
  int line = 0;
  std::string sent;  // raw bytes
  bool half_close = false;
  bool new_connection = false;
  std::vector<engine_turn> engine;  // empty: the engine sees nothing
  std::vector<engine_turn> go;      // the same of the Evolution GO server
  std::vector<client_turn> client;
  std::vector<kept_value> keeps;
  std::optional<repetition> waits;

  bool is_head_request() const { return sent.starts_with("HEAD "); }
};

struct contract_case {
  std::string file;
  int line = 0;
  std::string name;
  std::string why;
  std::vector<std::string> tags;   // to select by; they prove nothing
  std::vector<std::string> needs;  // "loop", "settings", "raw": what the case says that it cannot do without
  deployment at;                   // what it was read for
  std::vector<setting> settings;
  bool engine_is_dead = false;
  enum class server { none, there, dead };
  server go = server::none;  // an Evolution GO server that gets what is no call
  std::vector<exchange> exchanges;
  std::shared_ptr<const case_text> source;  // of a case that keeps something: it is read again with what was kept

  std::string mount() const;
  // By which door the exchange's first request comes.
  door door_of(const exchange& each) const;
};

}  // namespace ramal::contract
