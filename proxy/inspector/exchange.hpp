// One exchange as the inspector shows it (console.md section 3): what the bot sent, what the engine got, what the engine
// said, what the bot got. Nothing in it is a secret: all texts are masked before they come here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ramal::inspector {

// Bytes that are kept of a head, and of a body.
inline constexpr std::size_t most_head = 16 * 1024, most_body = 16 * 1024;

// One of the four, masked. Texts may hold any bytes; who shows them makes them UTF-8.
struct message {
  std::string start_line;
  std::vector<std::pair<std::string, std::string>> fields;  // names as they came
  std::string body;
  bool cut = false;  // there was more than is kept here
};

enum class kind : std::uint8_t { request, event_in, event_out };

struct exchange {
  std::uint64_t seq = 0;  // given when it is pushed: 1 is the first since the program began
  kind what = kind::request;
  std::chrono::system_clock::time_point time{};
  std::string request_id{};
  std::string key{};                            // the name of the client's; "": nobody's
  std::string method{}, path{};                 // of event_out the path is the bot's origin: "https://bot.example"
  std::string route{};                          // "start", "native start", "evolution_go"; "": none was found
  std::string upstream{};                       // "not-sent", "sent", "unknown", or "" where that is not known
  std::string error{};                          // the code, of event_out why there is no answer; "": it did not fail
  std::uint16_t status = 0, engine_status = 0;  // 0: there was none
  std::uint64_t skipped = 0;                    // requests of the same worker before it that were not captured
  unsigned attempts = 0;                        // at the engine; of event_out: the number of this one
  std::chrono::microseconds total{};
  std::optional<std::chrono::microseconds> engine{};  // none: it was not asked
  // Of event_out alone, else "".
  std::string event{};        // as the bot gets it: "CallOffer"
  std::string destination{};  // the name of one of the key's `more`
  std::string outcome{};      // "delivered", "retry", "dead", "expired"
  std::optional<message> bot_sent{}, engine_got{}, engine_said{}, bot_got{};
};

// Memory that it takes, about.
std::size_t bytes_of(const exchange& one);

}  // namespace ramal::inspector
