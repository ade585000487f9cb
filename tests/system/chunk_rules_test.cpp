// Rules F17 to F21 of http-rules.md: chunked bodies. Refused ones come to the engine in no part.
// All of it holds at a hook, too.
#include <catch2/catch.hpp>

#include "tests/system/rule_table.hpp"

namespace ramal::system_tests {

using namespace std::string_literals;

TEST_CASE("F17 chunk sizes") {
  gateway both(with_hook());
  std::vector<std::string> bodies;
  for (const char* size :
       {"+1a", "-1a", "0x1a", "1_a", " 1a", "1a ", "1a\t", "", "xyz", "0000000000000001a", "fffffffffffffffff"})
    bodies.push_back(size + "\r\n"s + plain_body + "\r\n0\r\n\r\n");
  check_refused(both, and_at_hook(bad_chunks(bodies)));
  gateway small(with_hook({{"limits.body_bytes", "1KiB"}, {"webhooks.body_bytes", "1KiB"}}));
  check_refused(small, and_at_hook({{"one over", chunked_start("401\r\n"), 413, "PAYLOAD_TOO_LARGE"},
                                    {"huge", chunked_start("ffffffffffffffff\r\n"), 413, "PAYLOAD_TOO_LARGE"},
                                    {"sum", chunked_start("400\r\n" + std::string(1024, ' ') + "\r\n1\r\n"), 413,
                                     "PAYLOAD_TOO_LARGE"}}));
}

TEST_CASE("F18 chunk data that does not fit its size, junk after the last chunk") {
  gateway both(with_hook());
  check_refused(
      both,
      and_at_hook(bad_chunks({"1a\r\n"s + plain_body + "x\r\n0\r\n\r\n", "1b\r\n"s + plain_body + "\r\n0\r\n\r\n",
                              "1a\r\n"s + plain_body + "0\r\n\r\n", "1a\r\n"s + plain_body + "\r\n0\r\nx\r\n\r\n"})));
}

TEST_CASE("F19 chunk extensions: short valid ones are dropped, others refused") {
  gateway both(with_hook());
  const auto extended = [](const std::string& extension) {
    return "1a" + extension + "\r\n" + plain_body + "\r\n0\r\n\r\n";
  };
  for (const auto& extension : {";a"s, ";a=b;c=\"d;\\\"e\""s, ";a=" + std::string(253, 'b')})
    check_accepted(both, and_at_hook({{extension, chunked_start(extended(extension)), 201, 1, native_body}}));
  std::string many;
  for (int i = 0; i < 5; ++i) many += "1;" + std::string(250, 'a') + "\r\n \r\n";
  check_refused(both, and_at_hook(bad_chunks({extended(";"), extended("; a"), extended(" ;a"), extended(";a="),
                                              extended(";a=\"b"), extended(";a=\x01"), extended(";caf\xe9"),
                                              extended(";a=" + std::string(254, 'b')), many + "0\r\n\r\n"})));
}

TEST_CASE("F20 trailers: valid ones are discarded, others refused") {
  gateway both(with_hook());
  const std::string chunk = "1a\r\n"s + plain_body + "\r\n0\r\n";
  const auto trailers = "Content-Length: 5\r\nx-api-key: nobody\r\nHost: y\r\n\r\n";
  check_accepted(both, and_at_hook({{"like headers", chunked_start(chunk + trailers), 201, 1, native_body}}));
  std::string nine;
  for (int i = 0; i < 9; ++i) nine += "A: b\r\n";
  check_refused(both,
                and_at_hook(bad_chunks({chunk + nine + "\r\n", chunk + "A: " + std::string(2048, 'b') + "\r\n\r\n",
                                        chunk + "A: b\r\n c\r\n\r\n", chunk + "A\r\n\r\n", chunk + "A : b\r\n\r\n",
                                        chunk + "A: \x01\r\n\r\n"})));
}

TEST_CASE("F21 ten thousand chunks of one byte") {
  gateway both(with_hook());
  std::string chunks;
  for (int i = 0; i < 10'000; ++i) chunks += "1\r\n \r\n";
  check_accepted(both,
                 and_at_hook({{"blanks before the body", chunked_start(chunks + whole_chunks), 201, 1, native_body}}));
}

}  // namespace ramal::system_tests
