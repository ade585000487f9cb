// The console's files (console.md sections 1 and 5): names, types, tags, and what the page may load.
#include "proxy/admin/console.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "proxy/admin/ui_files.hpp"

namespace ramal::admin {

TEST_CASE("every file of the console is carried, compressed, and all of them are small") {
  const std::string folder = std::string(RAMAL_SOURCE_ROOT) + "/proxy/admin/ui";
  std::size_t files = 0, bytes = 0;
  for (const auto& one : std::filesystem::directory_iterator(folder)) {
    const std::string name = one.path().filename().string();
    INFO(name);
    const answer made = console().serve(name, std::nullopt, "");
    CHECK(made.status == 200);
    CHECK(made.encoding == "gzip");
    CHECK(made.body.starts_with("\x1f\x8b"));
    CHECK(made.content_type != "application/octet-stream");
    ++files;
    bytes += made.body.size();
  }
  CHECK(files == ui_files().size());
  CHECK(files > 3);
  CHECK(bytes <= 60 * 1024);
}

TEST_CASE("a file that has not changed is not sent again") {
  const console at;
  const answer first = at.serve("index.html", std::nullopt, "");
  REQUIRE(first.etag.size() == 18);
  CHECK(first.cache == "no-cache");
  for (const std::string& known : {first.etag, "W/" + first.etag, "\"other\", " + first.etag}) {
    const answer again = at.serve("index.html", known, "");
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(again.etag == first.etag);
    CHECK(again.policy == first.policy);
  }
  CHECK(at.serve("index.html", "\"other\"", "").status == 200);
  CHECK(at.serve("docs.html", first.etag, "").status == 200);
}

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

void collect(const std::string& text, const std::regex& what, std::set<std::string>& into) {
  for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at) into.insert((*at)[1]);
}

}  // namespace

TEST_CASE("every code of the admin interface has its text in Portuguese for the page, and no other has one") {
  const std::filesystem::path folder = std::string(RAMAL_SOURCE_ROOT) + "/proxy/admin";
  std::set<std::string> codes, translated;
  for (const auto& one : std::filesystem::directory_iterator(folder))
    if (one.path().extension() == ".cpp") collect(text_of(one.path()), std::regex("\"([A-Z][A-Z_]{3,})\""), codes);
  for (const char* method : {"HEAD", "POST"}) codes.erase(method);
  collect(text_of(folder / "ui" / "refusals.js"), std::regex("\n  ([A-Z_]+):"), translated);
  CHECK(codes.size() > 30);
  CHECK(codes == translated);
}

TEST_CASE("a name leads to no other folder") {
  for (const char* name : {"", ".", "..", "../console.cpp", "a/b", ".hidden", "/etc/passwd", "%2e%2e", "a\\b", "a b"}) {
    INFO(name);
    CHECK_FALSE(is_file_name(name));
    CHECK(console().serve(name, std::nullopt, "").status == 404);
    CHECK(console(std::string(RAMAL_SOURCE_ROOT) + "/proxy/admin/ui").serve(name, std::nullopt, "").status == 404);
  }
  CHECK(is_file_name("swagger-ui-bundle.js"));
}

TEST_CASE("a folder's files are read anew for each request, and its folders are none") {
  std::string folder = std::filesystem::temp_directory_path().string() + "/ramal-console-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const console at(folder);
  CHECK(at.serve("a.css", std::nullopt, "").status == 404);
  std::ofstream(folder + "/a.css") << "a{}";
  std::filesystem::create_directory(folder + "/b.js");
  const answer first = at.serve("a.css", std::nullopt, "");
  CHECK(first.body == "a{}");
  CHECK(first.encoding.empty());
  CHECK(first.content_type == "text/css; charset=utf-8");
  std::ofstream(folder + "/a.css") << "b{}";
  CHECK(at.serve("a.css", first.etag, "").body == "b{}");
  CHECK(at.serve("b.js", std::nullopt, "").status == 404);
  std::filesystem::remove_all(folder);
}

TEST_CASE("O6 the page loads nothing from elsewhere, and connects to the media of the dialler alone") {
  CHECK(policy_of_page("") ==
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'");
  CHECK(policy_of_page("wss://media.example:*").find("connect-src 'self' wss://media.example:*; ") !=
        std::string::npos);
  CHECK(console().serve("index.html", std::nullopt, "").policy == policy_of_page(""));
}

}  // namespace ramal::admin
