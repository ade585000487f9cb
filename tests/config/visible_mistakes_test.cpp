// Rule K8 of http-rules.md: what is visibly no secret is refused, whatever the form it comes in.
#include "config/visible_mistakes.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "config/key_sources.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

const std::string names_only = "keys:\n  - name: shop\n    client_key_env: CLIENT\n    native_key_env: NATIVE\n";

std::string with_client(const std::string& text) {
  return problems_of(names_only, {{"CLIENT", text}, {"NATIVE", "ps_a1b2c3d4"}});
}
std::string with_native(const std::string& text) {
  return problems_of(names_only, {{"CLIENT", "a-client-of-the-shop"}, {"NATIVE", text}});
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("K8 a placeholder is no key") {
  // clang-format off
  for (const std::string text :
       {"${SHOP_KEY}", "ps_${SHOP_KEY}", "${SHOP_KEY:-none}", "$SHOP_KEY", "ps_$SHOP_KEY", "$env:SHOP_KEY",
        "$(cat /run/secrets/key)", "{{SHOP_KEY}}", "{{ .Values.shopKey }}", "os.environ/SHOP_KEY",
        "OS.ENVIRON/SHOP_KEY", "os.environ[SHOP_KEY]", "process.env.SHOP_KEY", "env:SHOP_KEY", "%SHOP_KEY%",
        "<SHOP_KEY>", "<your-key>", "{SHOP_KEY}", "[SHOP_KEY]", "@SHOP_KEY@", "__SHOP_KEY__", "[[SHOP_KEY]]",
        "<%= shop_key %>", "#{shop_key}", "vault:secret/data/ramal#key", "op://shop/ramal/key", "ENC[AES256_GCM,x]",
        "arn:aws:secretsmanager:x", "file:/run/secrets/key"}) {
    INFO(text);
    CHECK(contains(with_client(text), "keys[0].client_key_env: is a placeholder that nothing has replaced"));
    CHECK(contains(with_native(text), "keys[0].native_key_env: is a placeholder that nothing has replaced"));
    CHECK_FALSE(contains(with_client(text), "SHOP_KEY"));
  }
  // clang-format on
}

TEST_CASE("K8 quotes, paths and lines of variables are no part of a key") {
  const mistake_row rows[] = {{"\"a1b2c3d4e5f6\"", "is in quotes"},
                              {"'a1b2c3d4e5f6'", "is in quotes"},
                              {"`a1b2c3d4e5f6`", "is in quotes"},
                              {"\"\"", "is in quotes"},
                              {"/run/secrets/shop", "is the path of a file"},
                              {"./secrets/shop", "is the path of a file"},
                              {"SHOP_KEY=a1b2c3d4", "is a line NAME=KEY"},
                              {"********", "only stands for a key"},
                              {"ps_***", "only stands for a key"},
                              {"ps_...", "only stands for a key"},
                              {"changeme", "only stands for a key"},
                              {"CHANGE-ME", "only stands for a key"},
                              {"changeme123", "only stands for a key"},
                              {"Change_Me_Please", "only stands for a key"},
                              {"replace-me-now", "only stands for a key"},
                              {"xxxxxxxx", "only stands for a key"},
                              {"ps_xxxxxxxxxxxxxxxx", "only stands for a key"},
                              {"XXXX-XXXX-XXXX", "only stands for a key"},
                              {"CHOOSE-A-LONG-RANDOM-TEXT", "is the text of an example"},
                              {"your_api_key", "only stands for a key"},
                              {"undefined", "only stands for a key"},
                              {"ps_your-key-here", "only stands for a key"}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(contains(with_client(row.text), row.says));
    CHECK(contains(with_native(row.text), row.says));
  }
}

TEST_CASE("K8 what could be a key is taken, though it looks odd") {
  for (const std::string text :
       {"a1b2c3d4", "$2b$12$abcdefgh.ijk", "abc$DEF${ghi", "p@ss@word@1", "x{y}z{w}1", "\"one-sided",
        "dGVzdA==/+abc=", "QWxhZGRpbjpvcGVu=", "secret-of-the-shop", "my-password-is-long", "/9j4AAQSkZJRg",
        "example-shop-7", "a=b=c=d=e", "environment", "100%sure!"}) {
    INFO(text);
    CHECK(with_client(text) == "none\n");
    CHECK(with_native(text) == "none\n");
  }
}

TEST_CASE("K8 every form of a key is looked at, and the reference engine's, too") {
  files access;
  access.read_secret = [](const std::string&) -> parsed<secret> { return check_key_text(secret("${KEY}")); };
  const std::string native = "native_key: ps_a1b2c3d4";
  const mistake_row rows[] = {
      {"{name: a, client_key: '${KEY}', " + native + "}", "keys[0].client_key: is a placeholder"},
      {"{name: a, client_key: '\"a1b2c3d4\"', " + native + "}", "keys[0].client_key: is in quotes"},
      {"{name: a, client_key_file: f, " + native + "}", "keys[0].client_key_file: is a placeholder"},
      {"{name: a, client_key: a1b2c3d4, native_key: $KEY}", "keys[0].native_key: is a placeholder"},
      {"{name: a, client_key: a1b2c3d4, native_key_id: '{{KEY}}'}", "keys[0].native_key_id: is a placeholder"},
      {"{name: a, client_key: a1b2c3d4, native_key_id_file: f}", "keys[0].native_key_id_file: is a placeholder"}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(contains(problems_of("keys: [" + row.text + "]\n", {}, access), row.says));
  }
  CHECK(contains(problems_of("", {{"RAMAL_KEYS_0_NAME", "a"},
                                  {"RAMAL_KEYS_0_CLIENT_KEY", "$KEY"},
                                  {"RAMAL_KEYS_0_NATIVE_KEY", "ps_a1b2c3d4"}}),
                 "RAMAL_KEYS_0_CLIENT_KEY: keys[0].client_key: is a placeholder"));
  CHECK(contains(problems_of("keys: [{name: a, client_key_env: '${KEY}', " + native + "}]\n"),
                 "keys[0].client_key_env: write the name of the environment variable alone"));
  const std::string number = "numbers: [{name: a, number: 5511999990009, key: ";
  CHECK(contains(engine_problems_of(number + "'${KEY}'}]\n"), "numbers[0].key: is a placeholder"));
  CHECK(contains(engine_problems_of(number + "k, key_id: $ID}]\n"), "numbers[0].key_id: is a placeholder"));
  CHECK(contains(engine_problems_of(number + "k}]\ntenant_keys: ['\"k\"']\n"), "tenant_keys[0]: is in quotes"));
}

TEST_CASE("O1 a client key has at least 8 characters, but for the demo's") {
  for (const std::string text : {"a", "ab", "a1b2c3d", "demo2", "Demo", "demo-me"}) {
    INFO(text);
    const std::string says = "the key has " + std::to_string(text.size()) + " of at least 8 characters";
    CHECK(contains(with_client(text), says));
    CHECK(contains(problems_of("keys: [{name: a, client_key: " + text + ", native_key: ps_a}]\n"), says));
    files access;
    access.read_secret = [&](const std::string&) -> parsed<secret> { return secret(text); };
    CHECK(contains(problems_of("keys: [{name: a, client_key_file: f, native_key: ps_a}]\n", {}, access), says));
  }
  for (const std::string text : {"a1b2c3d4", "demo", "demo-meta", "demo-offline", "demo-other", "demo-tenant"}) {
    INFO(text);
    CHECK(with_client(text) == "none\n");
  }
}

TEST_CASE("K8 the digest of a text that everybody knows is no secret either") {
  for (const std::string text :
       {"", "\n", "a", "test", "abc", "password", "choose-a-long-random-text", "choose-a-long-random-text\n"}) {
    INFO(text);
    const std::string report = problems_of("keys: [{name: a, client_key_sha256: " + sha256_hex(text) +
                                           ", native_key: ps_a1b2c3d4}]\n");
    CHECK(contains(report, "keys[0].client_key_sha256: is the digest of a text that everybody can guess"));
  }
  CHECK(check_digest(sha256_hex("a-key-of-the-shop")).has_value());
}

// Those of the contract tests lead to an engine that the tests play, and to no other.
TEST_CASE("K8 no key in the documents and examples can be copied, but for those of the demo and of tests") {
  const std::filesystem::path root = RAMAL_SOURCE_ROOT;
  std::vector<std::filesystem::path> documents{root / "README.md", root / "config/README.md"};
  for (const auto& one : std::filesystem::directory_iterator(root / "examples")) documents.push_back(one.path());
  const std::regex by_yaml(R"([ {](client_key|native_key|native_key_id): *([^ \n{},]+))"),
      by_variable(R"(((?:CLIENT|NATIVE)_KEY(?:_ID)?)=([^ \n`]+))"),
      by_table(R"(`keys\[\]\.((?:client|native)_key(?:_id)?)` \| secret \| none \| `([^`]+)`)");
  std::set<std::string> taken;
  std::size_t refused = 0;
  for (const auto& document : documents) {
    const std::string text = text_of(document);
    for (const auto* form : {&by_yaml, &by_variable, &by_table}) {
      for (std::sregex_iterator one(text.begin(), text.end(), *form), end; one != end; ++one) {
        if (check_may_be_secret((*one)[2].str()).has_value()) taken.insert((*one)[2]);
        else ++refused;
      }
    }
  }
  CHECK(refused >= 6);
  CHECK(taken == std::set<std::string>{"demo", "demo-meta", "demo-offline", "demo-other", "demo-tenant", "ps_local_web",
                                       "ps_local_meta", "ps_local_offline", "ps_local_other", "ps_local_tenant",
                                       "demo-client-key", "by-id-client-key", "kid_demo_native_id",
                                       "ps_demo_native_key", "ps_digest_native_key"});
}

}  // namespace ramal::config
