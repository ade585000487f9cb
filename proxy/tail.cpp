#include "proxy/tail.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>

#include "proxy/command_line.hpp"
#include "proxy/doctor/log_line.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/report.hpp"

namespace ramal::net {
namespace {

constexpr std::size_t longest_log_line = 65'536;
constexpr off_t most_looked_back = 4'194'304;
constexpr int look_again_after_ms = 200;

// The lines of a log, whole ones, as they come.
class log_reader {
 public:
  // Takes what can be read now; false at the end of what is there. `each` gets a line without its end.
  template <class Each>
  bool read_some(int fd, Each each) {
    char piece[65'536];
    const auto got = ::read(fd, piece, sizeof piece);
    if (got <= 0) return got < 0 && errno == EINTR;
    for (const char c : std::string_view(piece, static_cast<std::size_t>(got))) {
      if (c != '\n') {
        if (line_.size() < longest_log_line) line_ += c;
        continue;
      }
      if (!skips_) each(line_);
      skips_ = false;
      line_.clear();
    }
    return true;
  }
  // What comes next begins within a line.
  void skip_line() { skips_ = true; }
  void forget() {
    line_.clear();
    skips_ = false;
  }

 private:
  std::string line_;
  bool skips_ = false;
};

bool shows_colors(const std::string& color) {
  return color == "always" || (color == "auto" && ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr);
}

// Whether somebody still reads what is printed.
bool print_log(const std::string& text) { return std::fputs(text.c_str(), stdout) >= 0; }
bool is_read() { return std::fflush(stdout) == 0; }

int follow_input(const doctor::line_choice& choice) {
  log_reader reader;
  bool read = true;
  while (read && reader.read_some(STDIN_FILENO, [&](const std::string& line) {
    read = print_log(doctor::shown_line(line, choice)) && read;
  }))
    read = is_read() && read;
  return exit_ok;
}

// The file that has this name now is another one, or was cut.
bool was_replaced(const std::string& path, int fd) {
  struct stat named {
  }, open{};
  if (::stat(path.c_str(), &named) != 0 || ::fstat(fd, &open) != 0) return false;
  return named.st_ino != open.st_ino || named.st_dev != open.st_dev || named.st_size < ::lseek(fd, 0, SEEK_CUR);
}

int cannot_read(const std::string& path) {
  std::fprintf(stderr, "ramal: cannot read %s: %s; run it as the user of the service, or as root\n", path.c_str(),
               std::strerror(errno));
  return exit_unavailable;
}

// The last lines that are chosen. The reader stands at the end of the file then.
std::deque<std::string> last_lines(int fd, log_reader& reader, const tail_options& options,
                                   const doctor::line_choice& choice) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  ::lseek(fd, std::max<off_t>(size - most_looked_back, 0), SEEK_SET);
  if (size > most_looked_back) reader.skip_line();
  std::deque<std::string> last;
  while (reader.read_some(fd, [&](const std::string& line) {
    std::string shown = doctor::shown_line(line, choice);
    if (!shown.empty()) last.push_back(std::move(shown));
    if (last.size() > options.lines) last.pop_front();
  })) {}
  return last;
}

int follow_file(const std::string& path, const tail_options& options, const doctor::line_choice& choice) {
  owned_descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return cannot_read(path);
  log_reader reader;
  for (const std::string& one : last_lines(file.get(), reader, options, choice)) print_log(one);
  while (is_read() && !options.ends) {
    bool read = true;
    while (reader.read_some(
        file.get(), [&](const std::string& line) { read = print_log(doctor::shown_line(line, choice)) && read; })) {}
    if (!read) return exit_ok;
    if (was_replaced(path, file.get())) {
      owned_descriptor next(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
      if (next.get() >= 0) file = std::move(next);
      reader.forget();
      continue;
    }
    ::poll(nullptr, 0, look_again_after_ms);
  }
  return exit_ok;
}

}  // namespace

int run_tail(const tail_options& options, const std::string& config_file) {
  const doctor::line_choice choice{options.key, options.errors, shows_colors(options.color)};
  if (options.file == "-") return follow_input(choice);
  if (!options.file.empty()) return follow_file(options.file, options, choice);
  configuration_file source(config_file);
  const auto read = source.load();
  if (read.has_error()) return report(read.error());
  const std::string& path = read->settings.log.access;
  if (path != "stdout" && path != "off") return follow_file(path, options, choice);
  std::fprintf(stderr, "ramal: log.access is %s, no file: %s\n", path.c_str(),
               path == "off" ? "there is no access log; name a file there"
                             : "read it where it goes to, such as journalctl -u ramal -o cat -f | ramal tail -");
  return exit_usage;
}

}  // namespace ramal::net
