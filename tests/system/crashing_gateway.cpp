#include "tests/system/crashing_gateway.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <system_error>

#include "tests/harness/eventually.hpp"

namespace ramal::system_tests {

crashing_gateway::crashing_gateway(const moody_bot& bot, fake_engine::handler ledger)
    : bot_(bot), ledger_(std::move(ledger)) {
  start();
}

// A bot's answer that does not come is given up soon, but not because the machine is busy.
void crashing_gateway::start() {
  const std::string second = ", timeout: 3s, more: [{name: second, dialect: pilot, timeout: 3s, url: \"" +
                             bot_.second_url() + "\"}]";
  gateway_ = std::make_unique<hooked_gateway>(bot_.url(), folder_, with{{"keys", shop_key(bot_.url(), second)}},
                                              ledger_);
  port_ = gateway_->program.port();
}

void crashing_gateway::kill() {
  gateway_->program.signal(SIGKILL);
  CHECK(gateway_->program.wait() == -SIGKILL);
  ++kills_;
  start();
}

std::string crashing_gateway::run(std::vector<std::string> words) const {
  words.insert(words.begin(), "webhooks");
  words.insert(words.end(), {"--config", (gateway_->program.directory() / "ramal.yaml").string()});
  ramal_process command(words);
  const int code = command.wait();
  INFO(command.stderr_text());
  CHECK(code == 0);
  return command.stdout_text();
}

void crashing_gateway::resume() const {
  run({"resume", "shop"});
  run({"resume", "shop", "--destination", "second"});
}

std::string stubborn_poster::try_once(const std::string& post) {
  try {
    if (!client_) client_.emplace(gateway_.port());
    if (client_->send(post)) {
      const answer seen = client_->read_answer();
      if (seen.error.empty()) return std::to_string(seen.status) + " " + seen.body;
    }
  } catch (const std::system_error&) {}  // it is being started
  client_.reset();
  return "";
}

stubborn_poster::result stubborn_poster::post(const std::string& body) {
  result made;
  const std::string request = event_post(body);
  tests::eventually(
      [&] {
        made.answer = try_once(request);
        const bool answered = made.answer.starts_with("200 ");
        if (!answered) ++made.lost;
        return answered;
      },
      within(std::chrono::seconds(60)));
  return made;
}

}  // namespace ramal::system_tests
