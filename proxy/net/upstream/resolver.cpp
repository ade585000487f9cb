#include "proxy/net/upstream/resolver.hpp"

#include <ares.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "proxy/net/loop/engine_reasons.hpp"

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
  int status = ARES_ENOTFOUND;
};

void add_addresses(const ares_addrinfo& answer, lookup& into) {
  for (const ares_addrinfo_node* node = answer.nodes; node != nullptr; node = node->ai_next) {
    socket_address address;
    if (static_cast<std::size_t>(node->ai_addrlen) > sizeof address.storage) continue;
    std::memcpy(&address.storage, node->ai_addr, static_cast<std::size_t>(node->ai_addrlen));
    address.length = static_cast<socklen_t>(node->ai_addrlen);
    into.found.push_back(address);
    into.ttl = std::min(into.ttl, std::max(shortest_ttl, seconds(node->ai_ttl)));
  }
}

// c-ares is C: no exception may pass through it.
void take_answer(void* argument, int status, int, ares_addrinfo* answer) noexcept {
  auto& into = *static_cast<lookup*>(argument);
  into.done = true;
  into.status = status;
  if (status != ARES_SUCCESS || answer == nullptr) return;
  try {
    add_addresses(*answer, into);
  } catch (const std::bad_alloc&) { into.found.clear(); }
  ares_freeaddrinfo(answer);
}

}  // namespace

class resolver::channel {
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
    heard_ = false;
    ares_getaddrinfo(channel_, host.c_str(), std::to_string(port).c_str(), &hints, take_answer, &result);
    while (!result.done) wait_once();
    // c-ares says the same of servers that fail as of those that are not there
    const bool nobody = result.status == ARES_ECONNREFUSED || result.status == ARES_ETIMEOUT;
    if (nobody && heard_) result.status = ARES_ESERVFAIL;
    return result;
  }

 private:
  // Not by ares_fds(): a fd_set has no place for descriptors of 1024 and above.
  void wait_once() {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const int wanted = ares_getsock(channel_, sockets.data(), ARES_GETSOCK_MAXNUM);
    std::array<pollfd, ARES_GETSOCK_MAXNUM> waits{};
    nfds_t count = 0;
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      const int events = (ARES_GETSOCK_READABLE(wanted, i) ? POLLIN : 0) |
                         (ARES_GETSOCK_WRITABLE(wanted, i) ? POLLOUT : 0);
      if (events != 0) waits[count++] = {sockets[i], static_cast<short>(events), 0};
    }
    if (::poll(waits.data(), count, wait_time()) < 0) count = 0;
    for (nfds_t i = 0; i < count; ++i) process(waits[i]);
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // what has waited for too long
  }

  void process(const pollfd& one) {
    const bool readable = (one.revents & ~POLLOUT) != 0;  // an error is read, too
    const bool writable = (one.revents & POLLOUT) != 0;
    if (!readable && !writable) return;
    heard_ = heard_ || (one.revents & (POLLIN | POLLERR)) == POLLIN;
    ares_process_fd(channel_, readable ? one.fd : ARES_SOCKET_BAD, writable ? one.fd : ARES_SOCKET_BAD);
  }

  // Milliseconds until c-ares has something to do, at most a second.
  int wait_time() const {
    timeval most{1, 0};
    timeval left{};
    const timeval* next = ares_timeout(channel_, &most, &left);
    return static_cast<int>(next->tv_sec * 1'000 + (next->tv_usec + 999) / 1'000);
  }

  ares_channel channel_{};
  bool heard_ = false;  // a server has answered this look-up
};

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
  std::optional<channel> names;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const std::optional<seconds> ttl = look_up(names);
    if (!ttl) names.reset();  // perhaps the system has other name servers by now
    lock.lock();
    first_done_ = true;
    wanted_ = false;
    changed_.notify_all();
    changed_.wait_for(lock, shortest_ttl, [this] { return stopping_; });  // never more often than this
    changed_.wait_for(lock, ttl.value_or(shortest_ttl) - shortest_ttl, [this] { return stopping_ || wanted_; });
  }
}

// Puts what it finds in force. None: nothing was found.
std::optional<seconds> resolver::look_up(std::optional<channel>& names) {
  try {
    if (!names) names.emplace(servers_);
    lookup result = names->find(host_, port_);
    if (result.found.empty()) why_none_ = reason_of_look_up(result.status);
    if (result.found.empty()) return std::nullopt;
    std::atomic_store(&addresses_, std::make_shared<const address_list>(std::move(result.found)));
    return result.ttl;
  } catch (const std::exception& problem) {
    spdlog::warn("the name of the calls engine is looked up again in a second: {}", problem.what());
    return std::nullopt;
  }
}

}  // namespace ramal::net
