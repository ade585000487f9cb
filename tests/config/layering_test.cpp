#include "tests/config/layering.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

namespace ramal::layering {
namespace {

std::string say(const std::string& path, const std::string& target) {
  const auto found = violations({{path, "#include \"" + target + "\"\n"}});
  return found.empty() ? "fine" : found.front();
}

}  // namespace

TEST_CASE("no source file includes from a folder to its right") {
  const auto sources = sources_under(RAMAL_SOURCE_ROOT);
  const auto found = violations(sources);
  for (const auto& one : found) UNSCOPED_INFO(one);
  CHECK(found.empty());
}

TEST_CASE("the layering test sees the program's sources and their includes") {
  const auto sources = sources_under(RAMAL_SOURCE_ROOT);
  CHECK(sources.size() > 40);
  std::set<std::string> folders;
  std::size_t includes = 0;
  for (const auto& one : sources) {
    folders.insert(one.path.substr(0, one.path.find('/')));
    includes += included_files(one.text).size();
  }
  CHECK(folders == std::set<std::string>{"auth", "config", "contract", "engine", "events", "proxy", "routes", "store"});
  CHECK(includes > sources.size());
}

TEST_CASE("includes from the own folder and from the left are fine") {
  CHECK(say("config/load.cpp", "config/load.hpp") == "fine");
  CHECK(say("auth/decide.cpp", "routes/failure.hpp") == "fine");
  CHECK(say("routes/find.cpp", "config/model.hpp") == "fine");
  CHECK(say("events/fields.cpp", "routes/json.hpp") == "fine");
  CHECK(say("events/fields.cpp", "config/letters.hpp") == "fine");
  CHECK(say("proxy/net/server/a.cpp", "events/documents.hpp") == "fine");
  CHECK(say("store/sqlite/a.cpp", "store/model.hpp") == "fine");
  CHECK(say("store/a.cpp", "config/model.hpp") == "fine");
  CHECK(say("proxy/net/server/a.cpp", "store/event_store.hpp") == "fine");
  CHECK(say("proxy/wire/a.cpp", "auth/credentials.hpp") == "fine");
  CHECK(say("proxy/rules/a.cpp", "proxy/wire/b.hpp") == "fine");
  CHECK(say("proxy/flow/a.cpp", "proxy/rules/b.hpp") == "fine");
  CHECK(say("proxy/net/loop/a.cpp", "proxy/flow/b.hpp") == "fine");
  CHECK(say("proxy/net/tls/a.cpp", "proxy/net/loop/b.hpp") == "fine");
  CHECK(say("proxy/net/control/a.cpp", "proxy/net/server/b.hpp") == "fine");
  CHECK(say("proxy/relay/a.cpp", "proxy/net/control/b.hpp") == "fine");
  CHECK(say("proxy/relay/a.cpp", "store/model.hpp") == "fine");
  CHECK(say("proxy/relay/a.cpp", "events/documents.hpp") == "fine");
  CHECK(say("proxy/command_line.cpp", "proxy/relay/a.hpp") == "fine");
  CHECK(say("proxy/command_line.cpp", "proxy/net/loop/a.hpp") == "fine");
  CHECK(say("proxy/main.cpp", "proxy/command_line.hpp") == "fine");
  CHECK(say("proxy/main.cpp", "engine/server.hpp") == "fine");
  CHECK(say("engine/server.cpp", "config/model.hpp") == "fine");
  CHECK(say("engine/media/a.cpp", "engine/server.hpp") == "fine");
  CHECK(say("contract/play.cpp", "contract/stage.hpp") == "fine");
  CHECK(say("proxy/main.cpp", "contract/command.hpp") == "fine");
  CHECK(say("proxy/main.cpp", "ramal_version.hpp") == "fine");
}

TEST_CASE("includes from the right are violations") {
  CHECK(say("config/load.cpp", "routes/failure.hpp") ==
        "config/load.cpp includes routes/failure.hpp: routes stands to "
        "the right of config");
  for (const auto& [path, target] : std::vector<std::pair<std::string, std::string>>{
           {"routes/find.cpp", "auth/decide.hpp"},
           {"routes/find.cpp", "events/phone.hpp"},
           {"events/fields.cpp", "auth/decide.hpp"},
           {"events/fields.cpp", "config/model.hpp"},
           {"events/fields.cpp", "proxy/wire/head.hpp"},
           {"events/fields.cpp", "engine/call.hpp"},
           {"auth/decide.cpp", "events/phone.hpp"},
           {"engine/server.cpp", "events/phone.hpp"},
           {"auth/decide.cpp", "proxy/wire/head.hpp"},
           {"auth/decide.cpp", "store/model.hpp"},
           {"store/a.cpp", "auth/decide.hpp"},
           {"store/a.cpp", "routes/failure.hpp"},
           {"store/sqlite/a.cpp", "proxy/net/loop/b.hpp"},
           {"store/a.cpp", "engine/server.hpp"},
           {"proxy/wire/a.cpp", "proxy/rules/b.hpp"},
           {"proxy/rules/a.cpp", "proxy/flow/b.hpp"},
           {"proxy/flow/a.cpp", "proxy/net/loop/b.hpp"},
           {"proxy/net/control/a.cpp", "proxy/command_line.hpp"},
           {"proxy/net/control/a.cpp", "proxy/relay/b.hpp"},
           {"proxy/flow/a.cpp", "proxy/relay/b.hpp"},
           {"proxy/relay/a.cpp", "proxy/command_line.hpp"},
           {"proxy/net/loop/a.cpp", "proxy/net/log/b.hpp"},
           {"proxy/net/log/a.cpp", "proxy/net/tls/b.hpp"},
           {"proxy/net/tls/a.cpp", "proxy/net/upstream/b.hpp"},
           {"proxy/net/upstream/a.cpp", "proxy/net/listen/b.hpp"},
           {"proxy/net/listen/a.cpp", "proxy/net/server/b.hpp"},
           {"proxy/net/server/a.cpp", "proxy/net/control/b.hpp"},
           {"proxy/net/a.cpp", "proxy/net/loop/b.hpp"},
           {"proxy/net/server/a.cpp", "engine/server.hpp"},
           {"proxy/command_line.cpp", "engine/server.hpp"},
           {"proxy/flow/cli.cpp", "engine/server.hpp"},
           {"config/load.cpp", "engine/server.hpp"},
           {"engine/server.cpp", "routes/failure.hpp"},
           {"engine/server.cpp", "proxy/net/loop/b.hpp"},
           {"contract/play.cpp", "routes/find.hpp"},
           {"contract/play.cpp", "proxy/wire/head.hpp"},
           {"contract/play.cpp", "tests/harness/socket.hpp"},
           {"engine/server.cpp", "contract/json_text.hpp"},
           {"proxy/relay/a.cpp", "contract/json_text.hpp"},
           {"config/load.cpp", "tests/config/layering.hpp"},
           {"engine/server.cpp", "examples/a.hpp"},
           {"proxy/main.cpp", "bench/a.hpp"},
           {"proxy/net/loop/a.cpp", "somewhere/else.hpp"},
           {"proxy/net/loop/a.cpp", "proxy/wire/../../engine/server.hpp"}}) {
    INFO(path << " -> " << target);
    CHECK(say(path, target) != "fine");
  }
}

TEST_CASE("includes are found however they are spaced, and nothing else is") {
  CHECK(included_files("#include \"a/b.hpp\"\n  #  include  \"c.hpp\"  // why\n#include <vector>\n// #include \"x\"\n"
                       "const char* text = \"#include\";\n#define include \"y\"\n#include \"last.hpp\"") ==
        std::vector<std::string>{"a/b.hpp", "c.hpp", "last.hpp"});
}

}  // namespace ramal::layering
