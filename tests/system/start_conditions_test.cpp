// What the program finds when it starts (http-rules.md O4b): closed descriptors, few processors, others' variables.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/harness/eventually.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

namespace fs = std::filesystem;

// The binary with some of the descriptors 0 to 2 closed (bits of `closed`), the others at /dev/null but for one file.
class bare_process {
 public:
  bare_process(std::vector<std::string> words, unsigned closed) {
    words.insert(words.begin(), RAMAL_BINARY);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int null = ::open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; ++fd) {
      if ((closed >> fd & 1u) != 0) ::close(fd);
      else ::dup2(null, fd);
    }
    if (null > 2) ::close(null);
    ::execv(RAMAL_BINARY, arguments.data());
    ::_exit(127);
  }
  ~bare_process() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }
  std::string file_of(int fd) const {
    std::error_code ignored;
    return fs::read_symlink("/proc/" + std::to_string(pid_) + "/fd/" + std::to_string(fd), ignored).string();
  }
  // Waits until it has a socket that listens.
  bool wait_for_listener(deadline until = within()) const {
    const auto listens = [this] {
      for (int fd = 0; fd < 64; ++fd)
        if (is_listening(file_of(fd))) return true;
      return false;
    };
    return tests::eventually(listens, until);
  }
  void signal(int number) const { ::kill(pid_, number); }
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static bool is_listening(const std::string& file) {
    if (!file.starts_with("socket:[")) return false;
    const std::string inode = " " + file.substr(8, file.size() - 9) + " ";
    return read_file("/proc/net/tcp").find(inode) != std::string::npos;
  }
  pid_t pid_ = 0;
};

std::size_t threads_of(const ramal_process& program) {
  const fs::directory_iterator tasks("/proc/" + std::to_string(program.pid()) + "/task"), end;
  return static_cast<std::size_t>(std::distance(tasks, end));
}

// How many threads a program has with so many workers.
std::size_t threads_with(const char* workers) {
  gateway both(with{{"workers", workers}});
  CHECK(both.ask(get("/call/list")).status == 200);
  return threads_of(both.program);
}

}  // namespace

TEST_CASE("O4b descriptors that are closed at the start are /dev/null, in every subcommand") {
  temporary_directory folder;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  write_file(path("gateway.yaml"), gateway_yaml("http://127.0.0.1:1", {{"log.access", "stdout"}}));
  write_file(path("engine.yaml"),
             "api: 127.0.0.1:0\nmedia: 127.0.0.1:0\nnumbers: [{name: a, number: 5511999990009, key: a1b2c3}]\n");
  const std::vector<std::vector<std::string>> commands{{"serve", "--config", path("gateway.yaml")},
                                                       {"engine", "--config", path("engine.yaml")},
                                                       {"demo", "--port", "0"}};
  for (const auto& words : commands) {
    for (unsigned closed = 1; closed < 8; ++closed) {
      INFO(words.front() << " with closed " << closed);
      bare_process program(words, closed);
      REQUIRE(program.wait_for_listener());
      for (int fd = 0; fd < 3; ++fd) CHECK(program.file_of(fd) == "/dev/null");
      program.signal(SIGTERM);
      CHECK(program.wait() == 0);
    }
  }
  for (unsigned closed = 1; closed < 8; ++closed) {
    CHECK(bare_process({"check", "--config", path("gateway.yaml")}, closed).wait() == 0);
    CHECK(bare_process({"check", "--config", path("none.yaml")}, closed).wait() == 78);
    CHECK(bare_process({"--version"}, closed).wait() == 0);
    CHECK(bare_process({"nonsense"}, closed).wait() == 64);
  }
}

TEST_CASE("O4b workers: 0 counts the processors that the affinity mask leaves") {
  cpu_set_t before, one;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  CPU_ZERO(&one);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i)
    if (CPU_ISSET(i, &before)) CPU_SET(i, &one);
  const std::size_t with_one = threads_with("1");
  CHECK(threads_with("2") == with_one + 1);
  REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  const std::size_t masked = threads_with("0");
  REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
  CHECK(masked == with_one);
}

TEST_CASE("Variables of a Kubernetes service and of a Docker link called ramal do not keep the program from starting") {
  fake_engine engine(success_of);
  ramal_process program(gateway_yaml(engine.base_url()),
                        {"RAMAL_PORT=tcp://10.96.0.7:8080", "RAMAL_SERVICE_HOST=10.96.0.7", "RAMAL_SERVICE_PORT=8080",
                         "RAMAL_PORT_8080_TCP=tcp://10.96.0.7:8080", "RAMAL_PORT_8080_TCP_ADDR=10.96.0.7",
                         "RAMAL_ENGINE_PORT=tcp://10.96.0.8:8090", "RAMAL_ENGINE_SERVICE_HOST=10.96.0.8",
                         "RAMAL_NAME=/bot/ramal", "RAMAL_ENV_PATH=/bin"});
  raw_client client(program.port());
  client.send(get("/call/list"));
  CHECK(client.read_answer().status == 200);
  CHECK(program.stderr_text().find("RAMAL_") == std::string::npos);
}

TEST_CASE("What is odd in a configuration is a warning in the log, and the program serves") {
  fake_engine engine(success_of);
  const with settings{{"listeners", "[{address: \"127.0.0.1:0\"}, {address: \"0.0.0.0:0\"}]"}};
  ramal_process program(gateway_yaml(engine.base_url(), settings), {"RAMAL_PORT=9000"});
  const auto said = program.stderr_text();
  INFO(said);
  CHECK(said.find(R"("level":"warning","message":"environment variable RAMAL_PORT: is ignored)") != std::string::npos);
  CHECK(said.find("listeners[1].address: can be reached from elsewhere and speaks plain HTTP") != std::string::npos);
  CHECK(said.find("listeners[0]") == std::string::npos);
}

}  // namespace ramal::system_tests
