// One HTTP request of a command, and its answer: with the client of deliveries, its deadlines and its TLS. Blocks.
#pragma once

#include <string>

#include "proxy/relay/client/http_client.hpp"

namespace ramal::net {

struct one_answer {
  unsigned status = 0;  // 0: there is no whole answer
  std::string body;
  std::string error;  // why there is none
  std::string date;   // the header Date; "": none
};

one_answer ask_once(relay::http_exchange what);

}  // namespace ramal::net
