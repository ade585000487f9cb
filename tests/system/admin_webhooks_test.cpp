// The outbox on the admin interface of the real binary (console.md section 1).
#include <catch2/catch.hpp>

#include <atomic>

#include "tests/harness/eventually.hpp"
#include "tests/system/admin_client.hpp"
#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A gateway with a bot behind the key shop.
struct with_outbox {
  answer change(const std::string& verb, const std::string& body = R"({"key":"shop"})") const {
    const answer got = admin.change("/api/webhooks/" + verb, body);
    CHECK_FALSE(has(got.body, "5511977776666"));
    CHECK_FALSE(has(got.body, hook));
    return got;
  }
  // What the outbox has of the key, once it has been looked up.
  bool shows(const std::string& part) const {
    return eventually([&] { return has(admin.get("/api/webhooks", admin_client::with_token()).body, part); });
  }
  void event(const std::string& call) const {
    REQUIRE(both.post(native_event("call.ended", call)) == R"(200 {"ok":true})");
  }

  temporary_directory folder;
  bot_stub bot;
  hooked_gateway both{bot.url(), folder, with_admin()};
  admin_client admin{both.program};
};

}  // namespace

TEST_CASE("W10 a key is paused, resumed and replayed on the admin interface") {
  with_outbox at;
  const answer paused = at.change("pause");
  CHECK(paused.status == 200);
  CHECK(has(paused.body, R"({"changed":1,"skipped":0,"text":"paused: )"));
  CHECK(has(at.change("pause").body, R"({"changed":0,"skipped":0,"text":"it is paused already"})"));
  CHECK(at.shows(R"("reason":"by the admin interface")"));
  at.event("01");
  CHECK(at.shows(R"({"key":"shop","pending":0,"dead":1,)"));
  CHECK(at.change("replay").status == 409);  // it is paused
  CHECK(has(at.change("resume").body, R"({"changed":1,)"));
  CHECK(at.bot.deliveries().empty());
  const answer again = at.change("replay");
  CHECK(again.status == 200);
  CHECK(has(again.body, R"({"changed":1,"skipped":0,"text":"1 events wait again"})"));
  CHECK(at.bot.wait_for(1));
  CHECK(at.change("replay").status == 404);
  CHECK(at.shows(R"({"key":"shop","destination":null,"pending":0,"paused":null,)"));
}

TEST_CASE("W9 dead letters and single events are dropped on the admin interface") {
  with_outbox at;
  CHECK(at.change("pause").status == 200);
  at.event("01");
  at.event("02");
  CHECK(has(at.change("drop").body, R"({"changed":2,"skipped":0,"text":"2 events removed"})"));
  CHECK(at.change("drop").status == 404);
  CHECK(at.change("resume").status == 200);
  at.event("03");
  REQUIRE(at.bot.wait_for(1));
  const std::string one = R"({"id":")" + at.bot.deliveries()[0].id() + R"("})";
  CHECK(at.change("replay", one).status == 409);  // no dead letter
  CHECK(eventually([&] { return at.change("drop", one).status == 200; }));
  CHECK(at.change("drop", one).status == 404);
  CHECK(at.change("replay", one).status == 404);
}

TEST_CASE("O6 what is no order for the outbox is refused with what to send") {
  with_outbox at;
  CHECK(at.change("resume", R"({"key":"nobody"})").status == 404);
  CHECK(at.change("resume").status == 200);
  const answer bad = at.change("pause", "{}");
  CHECK(bad.status == 400);
  CHECK(has(bad.body, R"("code":"BAD_ORDER")"));
  CHECK(at.change("replay", R"({"id":"rml_1","key":"shop"})").status == 400);
  CHECK(at.change("pause", R"({"key":"nobody"})").status == 404);
  CHECK(at.change("drop", R"({"id":"rml_none"})").status == 404);
  for (const char* verb : {"pause", "resume", "replay", "drop"}) {
    const std::string path = "/api/webhooks/" + std::string(verb);
    INFO(path);
    CHECK(at.admin.get(path, admin_client::with_token()).status == 405);
    CHECK(at.admin.change(path, R"({"key":"shop"})", "X-Ramal-Admin: 1\r\nContent-Type: application/json\r\n").status ==
          401);
  }
  CHECK(at.shows(R"("paused":null)"));
}

TEST_CASE("O6 without webhooks there is no outbox to change") {
  const gateway both(with_admin());
  const admin_client admin(both.program);
  const answer got = admin.change("/api/webhooks/pause", R"({"key":"demo"})");
  CHECK(got.status == 409);
  CHECK(has(got.body, R"("code":"NO_WEBHOOKS")"));
}

}  // namespace ramal::system_tests
