// Configurations: any text and any environment is loaded, or refused with problems that can be shown on one line and
// hold no secret. What was loaded can be dumped, and the dump with secrets put back is loaded as the same. Behind the
// first NUL byte of the input stand variables, NAME=VALUE, one a line.
#include <algorithm>

#include "config/dump.hpp"
#include "config/load.hpp"
#include "tests/fuzz/expect.hpp"

namespace ramal::test {
namespace {

using config::environment;

environment variables_of(std::string_view text) {
  environment variables;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto equals = line.find('=');
    if (equals != std::string_view::npos) variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

constexpr std::string_view canary = "ps_canary-from-a-file";

// No file of this machine is looked at.
config::files no_files() {
  config::files access;
  access.read_secret = [](const std::string&) { return config::parsed<config::secret>(config::secret(canary)); };
  access.readable = [](const std::string&) { return config::checked(); };
  access.secret_file = access.writable = access.readable;
  return access;
}

void expect_showable(const std::vector<config::problem>& problems) {
  expect(!problems.empty());
  for (const auto& each : problems) {
    const std::string text = config::to_text(each);
    expect(!each.text.empty() && text.find(canary) == std::string::npos);
    expect(std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  }
}

// A different secret of the right kind for each `***`.
std::string with_secrets(std::string dumped) {
  constexpr std::string_view stars = "\"***\"";
  unsigned number = 0;
  for (std::size_t at = 0; (at = dumped.find(stars, at)) != std::string::npos; ++at) {
    std::string digits = std::to_string(++number);
    const bool is_digest = at >= 8 && dumped.compare(at - 8, 8, "sha256: ") == 0;
    if (is_digest) digits.insert(0, 64 - digits.size(), '0');
    dumped.replace(at, stars.size(), is_digest ? "\"" + digits + "\"" : "\"ps_secret-" + digits + "\"");
  }
  return dumped;
}

template <class Settings, class Load>
void expect_sound(std::string_view text, const environment& variables, Load load) {
  const config::loaded<Settings> first = load(text, "fuzz.yaml", variables, no_files());
  if (first.has_error()) return expect_showable(first.error());
  const std::string dumped = config::dump(*first);
  expect(dumped.find(canary) == std::string::npos);
  const config::loaded<Settings> second = load(with_secrets(dumped), "dump.yaml", {}, no_files());
  expect(second.has_value() && config::dump(*second) == dumped);
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal;
  const std::string_view input = test::text_of(data, size);
  if (input.find(test::canary) != std::string_view::npos) return 0;  // a name that holds it may be shown
  const auto nul = input.find('\0');
  const auto text = input.substr(0, nul);
  const auto variables = test::variables_of(nul == std::string_view::npos ? "" : input.substr(nul + 1));
  test::expect_sound<config::gateway>(text, variables, config::load_gateway);
  test::expect_sound<config::reference_engine>(text, variables, config::load_reference_engine);
  return 0;
}
