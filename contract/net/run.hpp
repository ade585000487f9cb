// Plays cases against what is tested, one after the other.
#pragma once

#include <string>
#include <vector>

#include "contract/case_files.hpp"
#include "contract/deployment.hpp"
#include "contract/net/loop_engine.hpp"
#include "contract/net/target_url.hpp"
#include "contract/result.hpp"
#include "contract/select.hpp"

namespace ramal::contract {

struct run_plan {
  target_url target;
  run_mode mode = run_mode::safe;
  deployment at;
  std::vector<std::string> tags;  // one of them, or the name of its file; empty: any
  std::string pattern = "*";      // of "file: name"
  bool dry = false;               // nothing is sent: all that would be played is skipped, and says so
};

// Cases that neither tags nor pattern choose are not in the result. `engine`: null unless the mode is loop.
run_result run_cases(const std::vector<named_text>& cases, const run_plan& plan, loop_engine* engine);

}  // namespace ramal::contract
