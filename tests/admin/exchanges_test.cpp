// What the inspector's paths answer (console.md sections 1 and 3).
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "proxy/admin/exchanges.hpp"

namespace ramal::admin {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const instant now{std::chrono::steady_clock::time_point(1h), std::chrono::system_clock::time_point(1'700'000'000s)};

instant after(std::chrono::minutes time) { return {now.now + time, now.wall + time}; }

struct fixture {
  explicit fixture(int exchanges = 0) {
    for (int i = 0; i < exchanges; ++i) all.push(inspector::exchange{});
  }
  json::object list(std::string_view query) { return json::parse(list_exchanges(all, query, now).body).as_object(); }
  inspector::recorder all;
};

std::vector<std::int64_t> seqs(json::object& from) {
  std::vector<std::int64_t> made;
  for (const json::value& row : from["requests"].as_array()) made.push_back(row.at("seq").as_int64());
  return made;
}

using numbers = std::vector<std::int64_t>;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the newest exchanges are listed, those behind one that is known, and never more than asked for") {
  fixture at(10);
  json::object all = at.list("");
  CHECK(seqs(all).size() == 10);
  CHECK(all["next"] == 10);
  json::object some = at.list("since=7&n=2");
  CHECK(seqs(some) == numbers{9, 10});
  json::object none = at.list("since=10");
  CHECK(seqs(none).empty());
  CHECK(none["next"] == 10);
  json::object of_before = at.list("since=99&n=1");  // of a program that ran before
  CHECK(seqs(of_before) == numbers{10});
  json::object odd = at.list("n=0&since=x");
  CHECK(seqs(odd) == numbers{10});
}

TEST_CASE("one exchange is shown whole, and one that has gone is 404") {
  const fixture at(3);
  CHECK(json::parse(show_exchange(at.all, "/api/requests/2").body).at("seq") == 2);
  for (const char* path : {"/api/requests/4", "/api/requests/", "/api/requests/x", "/api/requests/-1"}) {
    INFO(path);
    CHECK(show_exchange(at.all, path).status == 404);
  }
}

TEST_CASE("the inspector is turned on for a while, and ends by itself") {
  fixture at;
  CHECK(switch_inspector(at.all, R"({"minutes":15})", now).body ==
        "{\"on\":true,\"until\":\"2023-11-14T22:28:20.000Z\"}\n");
  CHECK(at.list("")["inspector"].at("on") == true);
  CHECK(has(list_exchanges(at.all, "", after(15min)).body, "{\"on\":false,\"until\":null}"));
  CHECK_FALSE(at.all.is_on());
  at.all.turn_on();
  CHECK(switch_inspector(at.all, R"({"minutes":0})", now).body == "{\"on\":false,\"until\":null}\n");
  for (const char* body :
       {"", "{}", "[]", R"({"minutes":1441})", R"({"minutes":-1})", R"({"minutes":"15"})", R"({"minutes":15} x)"}) {
    INFO(body);
    CHECK(switch_inspector(at.all, body, now).status == 400);
  }
  CHECK_FALSE(at.all.is_on());
}

TEST_CASE("a stream begins now, or where its reader stopped, and brings each exchange once") {
  fixture at(3);
  const answer fresh = begin_events(at.all, "", now);
  CHECK(fresh.content_type == "text/event-stream");
  CHECK(has(fresh.body, "event: hello\ndata: {\"next\":3,"));
  CHECK(fresh.more().empty());
  at.all.push(inspector::exchange{});
  CHECK(has(fresh.more(), "id: 4\nevent: request\ndata: {\"seq\":4,"));
  CHECK(fresh.more().empty());
  const answer resumed = begin_events(at.all, "since=2", now);
  const std::string text = resumed.more();
  CHECK(has(text, "id: 3\n"));
  CHECK(has(text, "id: 4\n"));
  CHECK_FALSE(has(text, "id: 2\n"));
}

TEST_CASE("a reader that is slow gets rows in bounded pieces") {
  fixture at(200);
  const answer resumed = begin_events(at.all, "since=0", now);
  std::size_t pieces = 0;
  for (std::string text = resumed.more(); !text.empty(); text = resumed.more()) {
    CHECK(text.size() < 64 * 1024);
    ++pieces;
  }
  CHECK(pieces == 4);
}

}  // namespace ramal::admin
