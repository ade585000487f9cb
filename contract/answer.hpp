// One answer as a client reads it, strictly.
#pragma once

#include <string>
#include <string_view>

#include "contract/http_text.hpp"

namespace ramal::contract {

// One HTTP/1.1 answer. `error` is empty if it was well-formed and whole: a clean head and exactly Content-Length bytes.
struct answer {
  int status = 0;
  head_text head;
  std::string body;
  std::string raw;  // every byte of it
  std::string error;

  const std::string* find(std::string_view name) const { return head.find(name); }
};

// Takes one answer from the front of `bytes`. An empty answer without error: there are not enough bytes yet.
// `of_head_request`: Content-Length is announced, but no body follows.
answer take_answer(std::string& bytes, bool of_head_request = false);

}  // namespace ramal::contract
