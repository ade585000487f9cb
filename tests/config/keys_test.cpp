#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

// A file in a directory of its own that goes with the object.
class temporary_file {
 public:
  temporary_file(const std::string& content, mode_t mode) {
    char name[] = "/tmp/ramal-config-XXXXXX";
    directory_ = ::mkdtemp(name);
    path_ = directory_ + "/secret";
    std::ofstream(path_, std::ios::binary) << content;
    ::chmod(path_.c_str(), mode);
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() {
    ::unlink(path_.c_str());
    ::rmdir(directory_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  std::string directory_;
  std::string path_;
};

std::string key_with(const std::string& client, const std::string& native) {
  return "keys:\n  - name: shop\n    " + client + "\n    " + native + "\n";
}

const std::string client = "client_key: client-shop";
const std::string native = "native_key: ps_native";

std::string native_from(const temporary_file& file) {
  return std::string(good(key_with(client, "native_key_file: " + file.path())).keys[0].native_key.reveal());
}

}  // namespace

TEST_CASE("a key may come from the environment") {
  const environment variables = {{"SHOP_CLIENT", "from-env"}, {"SHOP_NATIVE", "ps_from_env"}};
  const gateway settings = good(key_with("client_key_env: SHOP_CLIENT", "native_key_env: SHOP_NATIVE"), variables);
  CHECK(settings.keys[0].client_key.reveal() == "from-env");
  CHECK(settings.keys[0].native_key.reveal() == "ps_from_env");
  const gateway by_id = good(key_with(client, "native_key_id_env: SHOP_NATIVE"), variables);
  CHECK(by_id.keys[0].kind == native_key_kind::key_id);
  CHECK(by_id.keys[0].native_key.reveal() == "ps_from_env");
}

TEST_CASE("a key may come from a file, without the line end at its end") {
  CHECK(native_from(temporary_file("ps_shop1", 0600)) == "ps_shop1");
  CHECK(native_from(temporary_file("ps_shop1\n", 0400)) == "ps_shop1");
  CHECK(native_from(temporary_file("ps_shop1\r\n", 0640)) == "ps_shop1");
  const temporary_file file("text-of-key", 0600);
  const gateway settings = good(key_with("client_key_file: " + file.path(), "native_key_id_file: " + file.path()));
  CHECK(settings.keys[0].client_key.reveal() == "text-of-key");
  CHECK(settings.keys[0].kind == native_key_kind::key_id);
}

TEST_CASE("a secret file that is unfit is refused without showing it") {
  struct row {
    std::string content;
    mode_t mode;
    std::string says;
  };
  const row rows[] = {
      {"ps_canary", 0644, "everybody may read the file named here: take that right away with chmod o-r"},
      {"ps_canary", 0604, "everybody may read"},
      {"", 0600, "is empty: write the key into it"},
      {"\n", 0600, "is empty"},
      {"canary\n\n", 0600, "at its byte 7"},
      {"canary two", 0600, "has a blank at its byte 7"},
      {"canary\ttwo", 0600, "has a tab at its byte 7"},
      {" canary", 0600, "at its byte 1"},
      {std::string(513, 'c'), 0600, "longer than 512 bytes"},
      {std::string(5'000, 'c'), 0600, "larger than 4 KiB"}};
  for (const auto& one : rows) {
    INFO(one.says);
    const temporary_file file(one.content, one.mode);
    const std::string report = problems_of(key_with(client, "native_key_file: " + file.path()));
    CHECK(contains(report, "test.yaml:4:22: keys[0].native_key_file: "));
    CHECK(contains(report, one.says));
    CHECK_FALSE(contains(report, "canary"));
  }
}

TEST_CASE("a secret file that is none is refused") {
  CHECK(contains(problems_of(key_with(client, "native_key_file: /does/not/exist")),
                 "keys[0].native_key_file: cannot open the file named here (No such file or directory)"));
  CHECK(contains(problems_of(key_with(client, "native_key_file: /tmp")), "no regular file"));
  const temporary_file file("", 0600);
  const std::string pipe = file.path() + ".pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(contains(problems_of(key_with(client, "native_key_file: " + pipe)), "no regular file"));
  ::unlink(pipe.c_str());
}

TEST_CASE("a missing or empty variable is refused without naming what may be a secret") {
  const std::string missing = problems_of(key_with("client_key_env: canary", native));
  CHECK(contains(missing, "keys[0].client_key_env: the environment variable named here is not set"));
  CHECK_FALSE(contains(missing, "canary"));
  CHECK(contains(problems_of(key_with("client_key_env: EMPTY", native), {{"EMPTY", ""}}), "is empty: put the key"));
  CHECK(contains(problems_of(key_with("client_key_env: ODD", native), {{"ODD", "a b"}}), "at its byte 2"));
}

TEST_CASE("what is no name of a variable is called that, unless there is such a variable") {
  for (const std::string name : {"SHOP-KEY", "1SHOP", "SHOP KEY", "shop.key", "K\xc3\x89Y", "A=canary"}) {
    const std::string report = problems_of(key_with("client_key_env: '" + name + "'", native));
    CHECK(contains(report, "test.yaml:3:21: keys[0].client_key_env: is no name of an environment variable"));
    CHECK_FALSE(contains(report, "canary"));
  }
  for (const std::string name : {"${SHOP}", "$SHOP", "%SHOP%", "{{SHOP}}"})
    CHECK(contains(problems_of(key_with("client_key_env: '" + name + "'", native)),
                   "write the name of the environment variable alone"));
  CHECK(problems_of(key_with("client_key_env: shop.key", native), {{"shop.key", "a-key-of-a-shop"}}) == "none\n");
}

TEST_CASE("a client key may be given as its SHA-256, stored in lower case") {
  const std::string digest(64, 'A');
  const gateway settings = good(key_with("client_key_sha256: " + digest, native));
  CHECK(settings.keys[0].client_key.empty());
  CHECK(settings.keys[0].client_key_sha256 == std::string(64, 'a'));
  for (const std::string& bad : {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'g')}) {
    CHECK(contains(problems_of(key_with("client_key_sha256: " + bad, native)), "is no SHA-256: write 64 hex digits"));
  }
}

TEST_CASE("a key has exactly one client form and one native form") {
  CHECK(contains(problems_of("keys:\n  - name: a\n    native_key: ps_x\n"),
                 "test.yaml:2:5: keys[0].client_key: is missing: add one of client_key, client_key_env, "
                 "client_key_file or client_key_sha256"));
  CHECK(contains(problems_of("keys:\n  - name: a\n    client_key: client-a\n"),
                 "keys[0].native_key: is missing: add one of native_key, native_key_env, native_key_file, "
                 "native_key_id, native_key_id_env or native_key_id_file"));
  CHECK(contains(problems_of(key_with(client + "\n    client_key_env: X", native)),
                 "test.yaml:4:21: keys[0].client_key_env: and client_key are both given: keep one of them"));
  CHECK(contains(problems_of(key_with(client, native + "\n    native_key_id: y")),
                 "keys[0].native_key_id: and native_key are both given"));
}

TEST_CASE("the text of a key is visible ASCII of 1 to 512 bytes") {
  CHECK(good(key_with("client_key: " + std::string(512, 'k'), native)).keys[0].client_key.reveal().size() == 512);
  CHECK(contains(problems_of(key_with("client_key: " + std::string(513, 'k'), native)), "longer than 512 bytes"));
  CHECK(contains(problems_of(key_with("client_key: ''", native)), "keys[0].client_key: is empty"));
  CHECK(contains(problems_of(key_with("client_key:", native)), "keys[0].client_key: is empty"));
  CHECK(contains(problems_of(key_with("client_key: canary two", native)), "at its byte 7"));
  CHECK(contains(problems_of(key_with("client_key: canary\xc3\xa7", native)), "at its byte 7"));
  CHECK(contains(problems_of(key_with("client_key: [canary]", native)), "is a list: write a text"));
  for (const std::string bad : {"''", "canary two", "[canary]", "{canary: canary}", "\"canary\\n\""}) {
    const std::string report = problems_of(key_with("client_key: " + bad, native));
    CHECK_FALSE(contains(report, "canary"));
    CHECK(std::count(report.begin(), report.end(), '\n') == 1);
  }
}

TEST_CASE("a name is unique, short and harmless") {
  const std::string two = one_key + "  - {name: shop, client_key: another-one, native_key: ps_o}\n";
  CHECK(contains(problems_of(two), "test.yaml:5:12: keys[1].name: this name is taken already by keys[0].name"));
  CHECK(contains(problems_of("keys: [{client_key: client-a, native_key: b}]"),
                 "keys[0].name: is missing: add it (text)"));
  CHECK(good("keys: [{name: 'Loja Centro 1', client_key: client-a, native_key: b}]").keys[0].name == "Loja Centro 1");
  for (const std::string bad : {"'a\"b'", "'a\\b'", "' a'", "a\xc3\xa7", "native"}) {
    INFO(bad);
    CHECK(contains(problems_of("keys: [{name: " + bad + ", client_key: client-a, native_key: b}]"), "keys[0].name: "));
  }
  CHECK(contains(problems_of("keys: [{name: " + std::string(65, 'n') + ", client_key: client-a, native_key: b}]"),
                 "1 to 64"));
}

TEST_CASE("a client key is unique, also where it is given in two forms") {
  const std::string same_text = one_key + "  - {name: b, client_key: client-shop, native_key: ps_o}\n";
  CHECK(contains(problems_of(same_text), "keys[1]: this client key is taken already by keys[0]: choose another one"));
  const std::string other = one_key + "  - {name: b, client_key_sha256: " + std::string(64, '1') +
                            ", native_key: ps_o}\n";
  CHECK(good(other).keys.size() == 2);
  const std::string twice =
      "keys:\n  - {name: a, client_key: a-b-c-d-e, native_key: ps_a}\n"
      "  - {name: b, native_key: ps_b, client_key_sha256: "
      "C1F1276EC15B4BD16F4BBE63BA7A76DA3C9924043FB1F56BA49CFAA974ED255B}\n";  // of "a-b-c-d-e"
  CHECK(contains(problems_of(twice), "keys[1]: this client key is taken already by keys[0]"));
}

TEST_CASE("K8 a key by value stands in no file that everybody may read") {
  const files access{.everybody_reads = true};
  const std::string report = problems_of(one_key, {}, access);
  INFO(report);
  CHECK(contains(report, "test.yaml:3:17: keys[0].client_key: everybody may read this file"));
  CHECK(contains(report, "chmod o-r, or give the key as native_key_env or native_key_file"));
  CHECK_FALSE(contains(report, "ps_native_shop"));
  CHECK(good("",
             {{"RAMAL_KEYS_0_NAME", "a"}, {"RAMAL_KEYS_0_CLIENT_KEY", "client-a"}, {"RAMAL_KEYS_0_NATIVE_KEY", "n"}},
             access)
            .keys.size() == 1);
  const std::string digest = "client_key_sha256: " + std::string(64, '1');
  CHECK(good(key_with(digest, "native_key_env: N"), {{"N", "ps_n"}}, access).keys.size() == 1);
}

TEST_CASE("two keys may share a native key") {
  CHECK(good(one_key + "  - {name: b, client_key: another-one, native_key: ps_native_shop}\n").keys.size() == 2);
}

TEST_CASE("a number is checked") {
  CHECK(
      contains(problems_of(key_with(client, native + "\n    number: 11-9999")), "keys[0].number: is no phone number"));
  CHECK(good(key_with(client, native + "\n    number: +5511999990001")).keys[0].number == "+5511999990001");
}

TEST_CASE("no report shows the text of a key, wherever it was put by mistake") {
  const std::string rows[] = {"keys: canary",
                              "keys: [canary]",
                              "keys: [[canary]]",
                              "keys:\n  - canary: x\n    name: a",
                              key_with(client, "native_kye: ps_canary"),
                              key_with("client_key_file: canary", native),
                              key_with("client_key_sha256: canary", native),
                              key_with(client, "native_key_env: ps_canary"),
                              key_with(client, "native_key: &canary ps_canary"),
                              key_with(client, "native_key: ps_canary canary")};
  for (const auto& text : rows) {
    INFO(text);
    const std::string report = problems_of(text);
    CHECK(report != "none\n");
    if (!contains(text, "canary: x")) CHECK_FALSE(contains(report, "canary"));
  }
}

}  // namespace ramal::config
