// The client's half of simple cases as a Hurl file, for those who use Hurl (contract-kit.md section 2).
#pragma once

#include <string>
#include <vector>

#include "contract/case_files.hpp"

namespace ramal::contract {

struct hurl_export {
  std::string text;
  std::size_t cases = 0;  // so many fit
};

// Of cases that --safe may send, that never reach an engine, and that send one request at a time. What Hurl cannot say is
// left out: whether the connection stays open, and what holds for every answer. The variables `origin`, `mount`, `host`
// and `key` stand for the deployment. Throws case_error.
hurl_export hurl_file(const std::vector<named_text>& cases);

}  // namespace ramal::contract
