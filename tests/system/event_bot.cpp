#include "tests/system/event_bot.hpp"

#include <utility>

#include "tests/harness/eventually.hpp"

namespace ramal::system_tests {
namespace {

// The size of the first request in `got`, 0 if it is not complete.
std::size_t request_size(const std::string& got) {
  const std::string name = "\r\nContent-Length: ";
  const auto head = got.find("\r\n\r\n"), at = got.find(name);
  if (head == std::string::npos) return 0;
  const std::size_t body = at < head ? std::stoul(got.substr(at + name.size())) : 0;
  return got.size() >= head + 4 + body ? head + 4 + body : 0;
}

}  // namespace

event_bot::event_bot(std::function<std::string(const std::string&)> answer)
    : answer_(std::move(answer)), thread_([this] { run(); }) {}

event_bot::~event_bot() {
  listener_.stop();
  thread_.join();
  for (const auto& one : sockets_) one->shut_down();
  for (auto& one : clients_) one.join();
}

std::string event_bot::url(const std::string& target) const {
  return "http://127.0.0.1:" + std::to_string(listener_.port()) + target;
}

std::vector<std::string> event_bot::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

bool event_bot::wait_for(std::size_t count) const {
  return tests::eventually([&] { return requests().size() >= count; });
}

void event_bot::run() {
  for (;;) {
    auto client = std::make_shared<tests::socket>(listener_.accept());
    if (!client->is_open()) return;
    sockets_.push_back(client);
    clients_.emplace_back([this, client] { serve(*client); });
  }
}

void event_bot::serve(tests::socket& client) {
  std::string got;
  while (client.read(got, tests::within(std::chrono::hours(1))) == tests::read_outcome::bytes) {
    for (std::size_t size = 0; (size = request_size(got)) > 0; got.erase(0, size)) {
      const std::string request = got.substr(0, size);
      {
        const std::scoped_lock lock(mutex_);
        requests_.push_back(request);
      }
      const std::string answer = answer_ ? answer_(request) : bot_answer("200 OK");
      if (answer.empty()) return client.shut_down();
      if (!client.write(answer, tests::within())) return;
    }
  }
}

std::string bot_answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace ramal::system_tests
