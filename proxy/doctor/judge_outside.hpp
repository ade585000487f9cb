// What the way from outside says: by the base URL of the clients, with whatever stands in front of the gateway.
#pragma once

#include <string>
#include <string_view>

#include "config/model.hpp"
#include "proxy/doctor/finding.hpp"

namespace ramal::doctor {

struct outside_answer {
  unsigned status = 0;    // 0: there is no whole answer
  std::string_view body;  // as it came
  std::string_view error;
};

// GET /server/ok below `url`. A proxy may have cut the path.
finding judge_reach(std::string_view url, std::string_view mount, const outside_answer& got);

// GET /call/list without a key.
finding judge_without_key(const outside_answer& got);

// `seen`: the client's address and port in the access log, of a request that said `forged` to be its address.
finding judge_client_address(std::string_view seen, std::string_view forged, const config::gateway& settings);

// What a proxy has to wait for.
finding judge_patience(const config::gateway& settings);

}  // namespace ramal::doctor
