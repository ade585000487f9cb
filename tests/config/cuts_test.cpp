// Rule O1 of http-rules.md: a configuration that was cut off is not loaded.
#include <stdlib.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

namespace fs = std::filesystem;

// A file in a folder of its own that goes with it.
struct written_file {
  written_file() {
    char name[] = "/tmp/ramal-cuts-XXXXXX";
    folder = ::mkdtemp(name);
    path = folder + "/ramal.yaml";
    put("");
    ::chmod(path.c_str(), 0600);
  }
  ~written_file() { fs::remove_all(folder); }
  void put(const std::string& text) const { std::ofstream(path, std::ios::binary) << text; }
  std::string folder, path;
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

files every_file_exists() {
  files access;
  access.readable = access.writable = access.secret_file = [](const std::string&) { return checked(); };
  access.read_secret = [](const std::string& path) -> parsed<secret> { return secret("secret" + path); };
  return access;
}

const environment variables = {{"SHOP_NATIVE_KEY", "ps_a1b2c3d4e5"},    {"CENTRO_CLIENT_KEY", "centro-a1b2c3"},
                               {"CENTRO_NATIVE_KEY", "ps_centro-a1b2"}, {"NORTE_NATIVE_KEY", "ps_norte-a1b2"},
                               {"BOT_CLIENT_KEY", "bot-a1b2c3d4"},      {"BOT_NATIVE_KEY_ID", "bot-id-a1b2"}};

bool is_at_line_end(const std::string& text, std::size_t cut) { return cut == 0 || text[cut - 1] == '\n'; }

// What a load of every beginning of `text` gives: `load` takes a path.
template <class Load>
void try_every_cut(const std::string& text, Load load) {
  const written_file file;
  std::size_t refused = 0, taken = 0;
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    file.put(text.substr(0, cut));
    const auto result = load(file.path);
    INFO("cut at byte " << cut << ": ..." << text.substr(cut < 30 ? 0 : cut - 30, std::min<std::size_t>(cut, 30)));
    if (result.has_value()) {
      ++taken;
      CHECK(is_at_line_end(text, cut));
    } else {
      ++refused;
      if (!is_at_line_end(text, cut)) CHECK(contains(to_text(result.error()), "the last line has no line end"));
    }
  }
  CHECK(refused > 8 * taken);
  file.put(text);
  CHECK(load(file.path).has_value());
}

const std::vector<std::string> gateway_examples = {"docker-secrets.yaml", "evolution-go.yaml", "local-engine.yaml",
                                                   "minimal.yaml",        "narrow-keys.yaml",  "native-keys.yaml",
                                                   "several-keys.yaml",   "tls.yaml"};

std::string example(const std::string& name) {
  std::string text = text_of(fs::path(RAMAL_SOURCE_ROOT) / "examples" / name);
  constexpr std::string_view to_be_replaced = "choose-a-long-random-text";
  for (auto at = text.find(to_be_replaced); at != std::string::npos; at = text.find(to_be_replaced))
    text.replace(at, to_be_replaced.size(), "a-key-of-our-own");
  return text;
}

// Cuts the example behind each of its lines; `compare` gets each key that is left, and the same one of the whole file.
template <class Compare>
void try_every_line(const std::string& name, const Compare& compare) {
  const std::string text = example(name);
  const auto whole = load_gateway(text, "whole", variables, every_file_exists());
  REQUIRE(whole.has_value());
  const written_file file;
  std::size_t taken = 0;
  for (std::size_t cut = text.find('\n'); cut != std::string::npos; cut = text.find('\n', cut + 1)) {
    file.put(text.substr(0, cut + 1));
    const auto result = load_gateway_file(file.path, variables, every_file_exists());
    if (!result.has_value()) continue;
    ++taken;
    REQUIRE(result->keys.size() <= whole->keys.size());
    for (std::size_t i = 0; i < result->keys.size(); ++i) compare(result->keys[i], whole->keys[i]);
  }
  CHECK(taken > 3);
}

}  // namespace

TEST_CASE("O1 every example that is cut within a line is refused, and says that it may be cut off") {
  for (const auto& name : gateway_examples) {
    INFO(name);
    try_every_cut(example(name),
                  [](const std::string& path) { return load_gateway_file(path, variables, every_file_exists()); });
  }
  try_every_cut(example("reference-engine.yaml"),
                [](const std::string& path) { return load_reference_engine_file(path, {}); });
}

TEST_CASE("O1 a file that is cut behind a whole entry holds whole keys only") {
  try_every_line("several-keys.yaml", [](const key& cut_off, const key& one) {
    CHECK(cut_off.client_key.reveal() == one.client_key.reveal());
    CHECK(cut_off.native_key.reveal() == one.native_key.reveal());
  });
}

TEST_CASE("O1 K13 a file that is cut off gives no key more than the whole one, if its rules stand in front of it") {
  try_every_line("narrow-keys.yaml", [](const key& cut_off, const key& one) {
    CHECK(cut_off.allow == one.allow);
    CHECK(cut_off.expires == one.expires);
    CHECK(cut_off.addresses.size() == one.addresses.size());
    CHECK(cut_off.callees.has_value() == one.callees.has_value());
    if (cut_off.callees) CHECK(cut_off.callees->deny == one.callees->deny);
  });
}

TEST_CASE("O1 the place of the cut is told, with all that is wrong besides") {
  const written_file file;
  file.put("workers: NO\nkeys: [{name: a, client_key: client-a, native_key: ps_a1b2c3}]");
  const auto result = load_gateway_file(file.path, {});
  REQUIRE_FALSE(result.has_value());
  CHECK(to_text(result.error()) ==
        file.path + ":1:10: workers: 'NO' is no number: write digits only, such as 100\n" + file.path +
            ":2:63: the last line has no line end, so the file may be cut off: write it whole; if it is, add a line "
            "end\n");
  file.put("workers: 1\r\nkeys: [{name: a, client_key: client-a, native_key: ps_a1b2c3}]\r");
  CHECK(contains(to_text(load_gateway_file(file.path, {}).error()), "no line end"));
  file.put("keys: [{name: a, client_key: client-a, native_key: ps_a1b2c3}]\n  ");
  CHECK(contains(to_text(load_gateway_file(file.path, {}).error()), "no line end"));
  file.put("numbers: [{name: a, number: 5511999990009, key: k}]");
  CHECK(contains(to_text(load_reference_engine_file(file.path, {}).error()), "no line end"));
  file.put("");
  CHECK(load_gateway_file(file.path, {{"RAMAL_ACCEPT_NATIVE_KEYS", "true"}}).has_value());
}

TEST_CASE("a file of the other program is called so") {
  CHECK(problems_of(text_of(fs::path(RAMAL_SOURCE_ROOT) / "examples/reference-engine.yaml")) ==
        "test.yaml: this is a file of the reference engine, not of the gateway: run it with ramal engine --config "
        "FILE, check it with ramal check --engine --config FILE\n");
  CHECK(engine_problems_of(example("local-engine.yaml")) ==
        "test.yaml: this is a file of the gateway, not of the reference engine: run it with ramal serve --config FILE, "
        "check it with ramal check --config FILE\n");
  CHECK(contains(problems_of("numbers: []\nnonsense: 1\n"), "this is a file of the reference engine"));
  CHECK(contains(problems_of(one_key + "numbers: []\n"), "numbers: is no known key"));
  CHECK(contains(problems_of("nonsense: 1\n"), "nonsense: is no known key"));
}

}  // namespace ramal::config
