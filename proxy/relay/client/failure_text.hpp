// Why a request got no answer, in plain words. Pure.
#pragma once

#include <string>
#include <string_view>

#include "proxy/relay/delivery_client.hpp"
#include "routes/failure.hpp"

namespace ramal::relay {

struct failed {
  delivery_failure what = delivery_failure::none;
  std::string_view text;  // cause, and what to do
};

// `during`: what the failure is where the reason leaves it open.
failed failure_of(routes::reason why, delivery_failure during);

// "bot.example port 443: nothing listens there: ...".
std::string error_text(const http_url& url, std::string_view cause);

}  // namespace ramal::relay
