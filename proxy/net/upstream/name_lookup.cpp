#include "proxy/net/upstream/name_lookup.hpp"

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "proxy/net/loop/engine_reasons.hpp"
#include "proxy/net/loop/persist.hpp"

namespace ramal::net {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::seconds;

namespace {

constexpr seconds longest_ttl{60};
constexpr seconds shortest_ttl{1};
constexpr int query_timeout_ms = 2'000;
constexpr int query_tries = 2;

void add_addresses(const ares_addrinfo& answer, name_answer& into) {
  into.ttl = longest_ttl;
  for (const ares_addrinfo_node* node = answer.nodes; node != nullptr; node = node->ai_next) {
    socket_address address;
    if (static_cast<std::size_t>(node->ai_addrlen) > sizeof address.storage) continue;
    std::memcpy(&address.storage, node->ai_addr, static_cast<std::size_t>(node->ai_addrlen));
    address.length = static_cast<socklen_t>(node->ai_addrlen);
    into.addresses.push_back(address);
    into.ttl = std::min(into.ttl, std::max(shortest_ttl, seconds(node->ai_ttl)));
  }
}

}  // namespace

// A socket of c-ares, which opens and closes it.
struct name_lookup::watched_socket {
  watched_socket(asio::io_context& loop, ares_socket_t fd) : io(loop, fd) {}
  ~watched_socket() { leave(); }
  void leave() {
    if (io.is_open()) io.release();
  }
  // Not only an error, which c-ares is to take.
  bool has_bytes() {
    asio::posix::stream_descriptor::bytes_readable count;
    error_code error;
    io.io_control(count, error);
    return !error && count.get() > 0;
  }

  asio::posix::stream_descriptor io;
  bool wanted[2] = {false, false};   // to read, to write
  bool waiting[2] = {false, false};  // the same, and the loop knows
};

struct name_lookup::request {
  std::function<void(name_answer)> then;
  name_answer answer;
  int status = ARES_ENOTFOUND;
  bool done = false;
  bool heard = false;  // a name server has answered
};

name_lookup::name_lookup(asio::io_context& loop, const std::string& servers) : loop_(loop), next_timeout_(loop) {
  ares_options options{};
  options.timeout = query_timeout_ms;
  options.tries = query_tries;
  options.sock_state_cb = on_socket_state;
  options.sock_state_cb_data = this;
  int used = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
#ifdef ARES_OPT_QUERY_CACHE  // from 1.31 on it keeps answers, and would give an address again that led nowhere (U15)
  options.qcache_max_ttl = 0;
  used |= ARES_OPT_QUERY_CACHE;
#endif
  if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS ||
      ares_init_options(&channel_, &options, used) != ARES_SUCCESS)
    throw std::runtime_error("the name resolver cannot start: look at /etc/resolv.conf");
  if (!servers.empty()) ares_set_servers_ports_csv(channel_, servers.c_str());
}

name_lookup::~name_lookup() { ares_destroy(channel_); }

void name_lookup::begin(const std::string& host, std::uint16_t port, std::function<void(name_answer)> then) {
  request_ = std::make_unique<request>();
  request_->then = std::move(then);
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  // CARES_HOSTS names a file to read in place of /etc/hosts. Where it names none, c-ares 1.34 reads none with this flag.
  if (std::getenv("CARES_HOSTS") != nullptr) hints.ai_flags = ARES_AI_ENVHOSTS;
  ares_getaddrinfo(channel_, host.c_str(), std::to_string(port).c_str(), &hints, on_answer, request_.get());
  go_on();
}

// c-ares is C: no exception may pass through it. A socket that cannot be watched is like a name server that does not
// answer.
void name_lookup::on_socket_state(void* self, ares_socket_t fd, int readable, int writable) noexcept {
  try {
    static_cast<name_lookup*>(self)->set_interest(fd, readable != 0, writable != 0);
  } catch (const std::exception&) {
    // its time limit ends the query
  }
}

void name_lookup::on_answer(void* into, int status, int /*timeouts*/, ares_addrinfo* answer) noexcept {
  auto& of = *static_cast<request*>(into);
  of.done = true;
  of.status = status;
  if (status != ARES_SUCCESS || answer == nullptr) return;
  try {
    add_addresses(*answer, of.answer);
  } catch (const std::bad_alloc&) { of.answer.addresses.clear(); }
  ares_freeaddrinfo(answer);
}

// c-ares closes a socket right after it has no interest in it any more.
void name_lookup::set_interest(ares_socket_t fd, bool read, bool write) {
  const auto found = sockets_.find(fd);
  if (!read && !write) {
    if (found == sockets_.end()) return;
    found->second->leave();
    sockets_.erase(found);
    return;
  }
  const auto socket = found != sockets_.end()
                          ? found->second
                          : sockets_.emplace(fd, std::make_shared<watched_socket>(loop_, fd)).first->second;
  socket->wanted[0] = read;
  socket->wanted[1] = write;
  wait_for(socket, false);
  wait_for(socket, true);
}

void name_lookup::wait_for(const std::shared_ptr<watched_socket>& socket, bool write) {
  if (!socket->io.is_open() || !socket->wanted[write] || socket->waiting[write]) return;
  const auto what = write ? asio::posix::stream_descriptor::wait_write : asio::posix::stream_descriptor::wait_read;
  socket->io.async_wait(what, [weak = weak_from_this(), socket, write](const error_code& error) {
    socket->waiting[write] = false;
    const auto self = weak.lock();
    if (error || !self || !socket->io.is_open()) return;
    const ares_socket_t fd = socket->io.native_handle();
    if (!write && self->request_ && socket->has_bytes()) self->request_->heard = true;
    self->process(write ? ARES_SOCKET_BAD : fd, write ? fd : ARES_SOCKET_BAD);
    persist([&] { self->wait_for(socket, write); });
  });
  socket->waiting[write] = true;
}

void name_lookup::process(ares_socket_t read, ares_socket_t write) {
  ares_process_fd(channel_, read, write);
  go_on();
}

// To the answer, or to what c-ares wants to do next: within a second it looks at its own time limits.
void name_lookup::go_on() {
  if (!request_) return;
  if (request_->done) {
    next_timeout_.cancel();
    const std::unique_ptr<request> over = std::move(request_);
    // c-ares says the same of servers that fail as of those that are not there
    const bool unanswered = over->status == ARES_ECONNREFUSED || over->status == ARES_ETIMEOUT;
    over->answer.why_none = reason_of_look_up(unanswered && over->heard ? ARES_ESERVFAIL : over->status);
    return over->then(std::move(over->answer));
  }
  timeval most{1, 0};
  timeval left{};
  const timeval* const next = ares_timeout(channel_, &most, &left);
  const auto wait = seconds(next->tv_sec) + std::chrono::microseconds(next->tv_usec) + std::chrono::milliseconds(1);
  persist([&] {
    next_timeout_.expires_after(wait);
    next_timeout_.async_wait([weak = weak_from_this()](const error_code& error) {
      const auto self = weak.lock();
      if (!error && self) self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
  });
}

}  // namespace ramal::net
