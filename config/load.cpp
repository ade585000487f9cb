#include "config/load.hpp"

#include <fstream>
#include <iterator>
#include <optional>

#include <openssl/crypto.h>

#include "config/overrides.hpp"
#include "config/schema.hpp"
#include "config/tree.hpp"

namespace ramal::config {
namespace {

template <class Settings>
loaded<Settings> load(std::string_view text, const std::string& name, const environment& variables,
                      const files& access, const section& shape) {
  context state(name, variables, access);
  node document = parse_yaml(text, state.problems());
  // what stands behind a syntax error is guesswork; a missing key would be reported that is there
  if (!state.problems().empty()) return state.take_problems();
  apply_overrides(state, shape, document);
  Settings settings;
  read_section(state, shape, shape, document, "", &settings);
  if (!state.problems().empty()) return state.take_problems();
  return settings;
}

template <class Settings>
loaded<Settings> load_file(const std::string& path, const environment& variables, files access,
                           const section& shape) {
  std::string why = why_unreadable(path);
  std::string text;
  if (why.empty()) {
    std::ifstream file(path, std::ios::binary);
    std::istreambuf_iterator<char> from(file), end;
    for (; from != end && text.size() <= longest_file; ++from) text += *from;
    if (file.bad()) why = "cannot be read to its end: check the disk";
  }
  if (!why.empty()) return std::vector<problem>{{path, 0, 0, "", std::move(why), ""}};
  access.everybody_reads = !access.no_secret_file(path).empty();
  auto result = load<Settings>(text, path, variables, access, shape);
  OPENSSL_cleanse(text.data(), text.size());
  return result;
}

}  // namespace

loaded<gateway> load_gateway(std::string_view text, const std::string& name, const environment& variables,
                             const files& access) {
  return load<gateway>(text, name, variables, access, gateway_section());
}

loaded<reference_engine> load_reference_engine(std::string_view text, const std::string& name,
                                               const environment& variables, const files& access) {
  return load<reference_engine>(text, name, variables, access, reference_engine_section());
}

loaded<gateway> load_gateway_file(const std::string& path, const environment& variables, const files& access) {
  return load_file<gateway>(path, variables, access, gateway_section());
}

loaded<reference_engine> load_reference_engine_file(const std::string& path, const environment& variables) {
  return load_file<reference_engine>(path, variables, {}, reference_engine_section());
}

}  // namespace ramal::config
