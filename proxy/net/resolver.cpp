#include "proxy/net/resolver.hpp"

#include <ares.h>
#include <sys/select.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace ramal::net {
namespace {

using std::chrono::seconds;

constexpr seconds longest_ttl{60};
constexpr seconds shortest_ttl{1};  // also the pause after a failure
constexpr int query_timeout_ms = 2'000;
constexpr int query_tries = 2;

struct lookup {
  address_list found;
  seconds ttl = longest_ttl;
  bool done = false;
};

void take_answer(void* argument, int status, int, ares_addrinfo* answer) {
  auto& into = *static_cast<lookup*>(argument);
  into.done = true;
  if (status != ARES_SUCCESS || answer == nullptr) return;
  for (const ares_addrinfo_node* node = answer->nodes; node != nullptr; node = node->ai_next) {
    socket_address address;
    if (static_cast<std::size_t>(node->ai_addrlen) > sizeof address.storage) continue;
    std::memcpy(&address.storage, node->ai_addr, static_cast<std::size_t>(node->ai_addrlen));
    address.length = static_cast<socklen_t>(node->ai_addrlen);
    into.found.push_back(address);
    into.ttl = std::min(into.ttl, std::max(shortest_ttl, seconds(node->ai_ttl)));
  }
  ares_freeaddrinfo(answer);
}

class channel {
 public:
  explicit channel(const std::string& servers) {
    ares_options options{};
    options.timeout = query_timeout_ms;
    options.tries = query_tries;
    if (ares_init_options(&channel_, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) != ARES_SUCCESS)
      throw std::runtime_error("the name resolver cannot start: look at /etc/resolv.conf");
    if (!servers.empty()) ares_set_servers_ports_csv(channel_, servers.c_str());
  }
  ~channel() { ares_destroy(channel_); }
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  // Bounded by c-ares' own timeouts and tries.
  lookup find(const std::string& host, std::uint16_t port) {
    lookup result;
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = ARES_AI_ENVHOSTS;  // CARES_HOSTS names a file to read in place of /etc/hosts
    ares_getaddrinfo(channel_, host.c_str(), std::to_string(port).c_str(), &hints, take_answer, &result);
    while (!result.done) wait_once();
    return result;
  }

 private:
  void wait_once() {
    fd_set readable;
    fd_set writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    const int count = ares_fds(channel_, &readable, &writable);
    timeval most{1, 0};
    timeval room{};
    ::select(count, &readable, &writable, nullptr, ares_timeout(channel_, &most, &room));
    ares_process(channel_, &readable, &writable);
  }

  ares_channel channel_{};
};

}  // namespace

resolver::resolver(std::string host, std::uint16_t port, std::string servers)
    : host_(std::move(host)), port_(port), servers_(std::move(servers)),
      addresses_(std::make_shared<const address_list>()) {
  socket_address literal;
  if (parse_address(host_, port_, literal)) {
    addresses_ = std::make_shared<const address_list>(1, literal);
    first_done_ = true;
  } else {
    ares_library_init(ARES_LIB_INIT_ALL);
    thread_ = std::thread([this] { run(); });
  }
}

resolver::~resolver() {
  retire();
  if (thread_.joinable()) thread_.join();
}

void resolver::retire() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

void resolver::wait_first(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [this] { return first_done_; });
}

void resolver::refresh() {
  const std::lock_guard lock(mutex_);
  wanted_ = true;
  changed_.notify_all();
}

// An empty answer keeps the old list: an address that worked beats none.
void resolver::run() {
  channel names(servers_);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    lookup result = names.find(host_, port_);
    const auto pause = result.found.empty() ? shortest_ttl : result.ttl;
    if (!result.found.empty())
      std::atomic_store(&addresses_, std::make_shared<const address_list>(std::move(result.found)));
    lock.lock();
    first_done_ = true;
    wanted_ = false;
    changed_.notify_all();
    changed_.wait_for(lock, shortest_ttl, [this] { return stopping_; });  // never more often than this
    changed_.wait_for(lock, pause - shortest_ttl, [this] { return stopping_ || wanted_; });
  }
}

}  // namespace ramal::net
