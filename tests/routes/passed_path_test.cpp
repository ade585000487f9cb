// Which paths go to an Evolution GO server (contracts/gateway.md section 3).
#include "routes/passed_path.hpp"

#include <catch2/catch.hpp>

#include "config/passed_words.hpp"

namespace ramal::routes {
namespace {

const std::vector<std::string> more{"template"};

// How a path fares: "target", "target admin", "404" or "400".
std::string target_of(std::string_view path, std::string_view mount = "/go") {
  const auto found = passed_paths(mount, more).find(path);
  if (found.has_value()) return std::string(found->target) + (found->admin ? " admin" : "");
  return found.error().kind == failure_kind::bad_path ? "400" : "404";
}

}  // namespace

TEST_CASE("every word that is passed leads to Evolution GO, and none that is not") {
  for (const std::string_view word : config::passed_words()) {
    const std::string path = "/" + std::string(word) + "/x";
    INFO(path);
    CHECK(target_of("/go" + path) == path);
    CHECK(target_of(path, "") == path);
    CHECK(target_of(path) == "404");  // outside of the mount
  }
  CHECK(target_of("/go/template/create") == "/template/create");
  for (const std::string_view word : config::unpassable_words()) {
    INFO(word);
    CHECK(target_of("/go/" + std::string(word) + "/x") == "404");
    CHECK(target_of("/go/" + std::string(word)) == "404");
  }
}

TEST_CASE("T9 a path to Evolution GO has one spelling, and no other is passed") {
  struct row {
    std::string_view path, found;
  };
  const row rows[] = {
      {"/go/send/text", "/send/text"},
      {"/go/send", "/send"},
      {"/go/send/", "/send/"},
      {"/go/user/avatar/5511%40s.whatsapp.net", "/user/avatar/5511%40s.whatsapp.net"},
      {"/go/label/a%20b", "/label/a%20b"},
      {"/go/label/caf%C3%A9", "/label/caf%C3%A9"},
      {"/go/label/caf%c3%a9", "/label/caf%c3%a9"},
      {"/go/send/a;b=c", "/send/a;b=c"},
      {"/go/send/...", "/send/..."},
      {"/go", "404"},
      {"/go/", "404"},
      {"/go//", "404"},
      {"/gopher/send/text", "404"},
      {"/go/Send/text", "404"},
      {"/go/%73end/text", "404"},
      {"/go/sends/text", "404"},
      {"/go/call/offer", "404"},
      {"/go/CALL/offer", "404"},
      {"/go//send/text", "400"},
      {"/go/send//text", "400"},
      {"/go/send/text//", "400"},
      {"/go/send/../call/offer", "400"},
      {"/go/send/./text", "400"},
      {"/go/send/..", "400"},
      {"/go/send/%2e%2e/call/offer", "400"},
      {"/go/send/%2E./call/offer", "400"},
      {"/go/send/..;/call/offer", "400"},
      {"/go/send/.;a=b/text", "400"},
      {"/go/send/..%20", "400"},
      {"/go/send/;/text", "400"},
      {"/go/send/a%2fb", "400"},
      {"/go/send/a%2Fb", "400"},
      {"/go/send/a%5cb", "400"},
      {"/go/send/a\\b", "400"},
      {"/go/send/a%00", "400"},
      {"/go/send/a%0d%0aX", "400"},
      {"/go/send/a%7f", "400"},
      {"/go/send/%252e", "400"},
      {"/go/send/%74ext", "400"},
      {"/go/send/%", "400"},
      {"/go/send/%4", "400"},
      {"/go/send/%zz", "400"},
      {"/go/send/%4/1", "400"},
      {"/go/send/a b", "400"},
      {"/go/send/caf\xc3\xa9", "400"},
  };
  for (const auto& [path, wanted] : rows) {
    INFO(path);
    CHECK(target_of(path) == wanted);
  }
}

TEST_CASE("admin routes of Evolution GO are told from an instance's own, however they are written") {
  for (const std::string_view word : {"create", "all", "info", "delete", "proxy", "forcereconnect", "logs"}) {
    const std::string path = "/instance/" + std::string(word);
    INFO(path);
    CHECK(target_of("/go" + path) == path + " admin");
    CHECK(target_of("/go" + path + "/") == path + "/ admin");
    CHECK(target_of("/go" + path + "/an-id") == path + "/an-id admin");
  }
  CHECK(target_of("/go/instance/CREATE") == "/instance/CREATE admin");
  CHECK(target_of("/go/instance/create;a=b") == "/instance/create;a=b admin");
  CHECK(target_of("/go/instance/create%20") == "/instance/create%20 admin");
  CHECK(target_of("/go/instance/;/create") == "400");
  CHECK(target_of("/go/instance/%63reate") == "400");
  for (const std::string_view path :
       {"/instance", "/instance/", "/instance/status", "/instance/connect", "/instance/qr", "/instance/logout",
        "/instance/allx", "/group/create", "/label/all"}) {
    INFO(path);
    CHECK(target_of("/go" + std::string(path)) == path);
  }
}

}  // namespace ramal::routes
