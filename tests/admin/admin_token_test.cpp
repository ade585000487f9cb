#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "proxy/admin/admin_token.hpp"
#include "tests/harness/ramal_process.hpp"

namespace ramal::admin {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream from(file);
  return {std::istreambuf_iterator<char>(from), {}};
}

}  // namespace

TEST_CASE("O6 a token that nobody has configured is made anew by each start, for this user alone") {
  const tests::temporary_directory folder;
  const made_token first = make_token(folder.path().string());
  CHECK(first.text.size() == 64);
  CHECK(first.problem.empty());
  CHECK(text_of(first.file) == first.text + "\n");
  struct stat found {};
  REQUIRE(::stat(first.file.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  const made_token second = make_token(folder.path().string());
  CHECK(second.text != first.text);
  CHECK(text_of(second.file) == second.text + "\n");
}

TEST_CASE("O6 where the token cannot be written the problem is told, and no folder is made") {
  const tests::temporary_directory folder;
  const std::string nowhere = (folder.path() / "none").string();
  const made_token made = make_token(nowhere);
  CHECK(made.file.empty());
  CHECK(made.problem.find(nowhere + "/admin.token: ") == 0);
  CHECK_FALSE(std::filesystem::exists(nowhere));
}

TEST_CASE("the console's address is one that a browser on this machine can open") {
  CHECK(console_address("127.0.0.1", 9901, "abc", false) == "http://127.0.0.1:9901/#t=abc");
  CHECK(console_address("0.0.0.0", 9901, "abc", false) == "http://127.0.0.1:9901/#t=abc");
  CHECK(console_address("127.0.0.1", 9901, "abc", true) == "https://127.0.0.1:9901/#t=abc");
  CHECK(console_address("::", 9901, "abc", false) == "http://[::1]:9901/#t=abc");
}

}  // namespace ramal::admin
