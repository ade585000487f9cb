// The addresses of hosts by their names, on the control loop: looked up by c-ares, and kept as long as their time to live
// says, at most 60 s. What is dialled is checked each time (address_rules), so that an answer that changes is seen.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "routes/failure.hpp"

namespace ramal::net {
class name_lookup;
struct name_answer;
}  // namespace ramal::net

namespace ramal::relay {

struct found_host {
  std::vector<boost::asio::ip::address> addresses;  // empty: see `why_none`
  routes::reason why_none = routes::reason::name_pending;
};

class host_names : public std::enable_shared_from_this<host_names> {
 public:
  using taker = std::function<void(const found_host&)>;

  // `servers`: "address:port", with commas; "": the system's.
  host_names(boost::asio::io_context& loop, std::string servers) : loop_(loop), servers_(std::move(servers)) {}

  // Calls `then` once, perhaps before this returns: of all that ask for a name at a time there is one look-up. A literal
  // needs none.
  void find(const std::string& host, taker then);
  // Its addresses led nowhere: the next find() looks it up again.
  void forget(const std::string& host);

 private:
  using clock = boost::asio::steady_timer::clock_type;
  struct entry {
    std::shared_ptr<net::name_lookup> under_way;
    std::vector<taker> waiting;
    found_host found;
    clock::time_point valid_until{};
  };

  void look_up(const std::string& host, entry& into);
  void take(const std::string& host, const net::name_answer& answer);
  void drop_old();

  boost::asio::io_context& loop_;
  const std::string servers_;
  std::map<std::string, entry> entries_;
};

}  // namespace ramal::relay
