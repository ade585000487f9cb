// The strict grammar of what Ramal may send to the engine (http-rules.md H1, H2, K1, K2; native-calls.md): the judge
// of every byte that reaches fake_engine.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ramal::contract {

// By which of the gateway's doors a request comes to the engine: each has a checker of its own (contracts/gateway.md).
// `any`: one of them finds it pure, where a test cannot know by which it came. `go`: to an Evolution GO server.
enum class door { calls, native, any, go };

struct purity_rules {
  std::string host;                 // the only Host there may be: "127.0.0.1:PORT"
  std::string path_prefix;          // of engine.base_url, "" or "/something"
  std::vector<std::string> keys{};  // the native keys of the configuration; empty: any one key will do
  // engine.headers: each of them comes exactly once, with this value; "" stands for any value
  std::vector<std::pair<std::string, std::string>> headers{};
  door through = door::calls;
};

// Everything wrong with `request`, the raw bytes of exactly one request; empty if it is pure.
std::vector<std::string> find_impurities(std::string_view request, const purity_rules& rules);

// Whether `method` and `target` (without prefix) are one of the native operations that Ramal uses, spelt canonically:
// id percent-encoded with upper-case digits where it must be and nowhere else, known parameters in fixed order. By the
// native door there are more of them, and parameters come in any order, each at most once.
bool is_native_operation(std::string_view method, std::string_view target, door through = door::calls);

}  // namespace ramal::contract
