#include "config/load.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include <openssl/crypto.h>

#include "config/overrides.hpp"
#include "config/schema.hpp"
#include "config/tree.hpp"

namespace ramal::config {
namespace {

// How a text came here, and what it may be.
struct given_text {
  std::string_view text;
  const std::string& name;
  bool from_file = false;
};
struct shape_of_file {
  const section& own;
  const section& other;       // of the other program's files
  std::string_view if_other;  // what to do with one of those
};

const shape_of_file& gateway_file() {
  static const shape_of_file shape{gateway_section(), reference_engine_section(),
                                   "this is a file of the reference engine, not of the gateway: run it with ramal "
                                   "engine --config FILE, check it with ramal check --engine --config FILE"};
  return shape;
}

const shape_of_file& engine_file() {
  static const shape_of_file shape{reference_engine_section(), gateway_section(),
                                   "this is a file of the gateway, not of the reference engine: run it with ramal "
                                   "serve --config FILE, check it with ramal check --config FILE"};
  return shape;
}

// Whether it has keys that only the other program knows, and none that only this one does.
bool is_of_other(const shape_of_file& shape, const node& document) {
  const auto only_known_to = [&](const section& one, const section& other) {
    return std::any_of(document.members.begin(), document.members.end(), [&](const member& each) {
      return one.find(each.name) != nullptr && other.find(each.name) == nullptr;
    });
  };
  return only_known_to(shape.other, shape.own) && !only_known_to(shape.own, shape.other);
}

// A file that was cut off, or is still being written, may end anywhere: mostly within a line (rule O1).
void check_whole(context& state, std::string_view text) {
  if (text.empty() || text.ends_with('\n') || text.size() > longest_file) return;
  const auto line_start = text.rfind('\n') + 1;  // npos + 1 is 0
  const auto lines = static_cast<unsigned>(std::count(text.begin(), text.end(), '\n'));
  state.report({lines + 1, static_cast<unsigned>(text.size() - line_start) + 1, {}}, "",
               "the last line has no line end, so the file may be cut off: write it whole; if it is, add a line end");
}

template <class Settings>
loaded<Settings> read(context& state, const given_text& from, const shape_of_file& shape) {
  node document = parse_yaml(from.text, state.problems());
  // behind a syntax error nothing is sure: a key that is there could be reported as missing
  const bool readable = state.problems().empty();
  if (from.from_file) check_whole(state, from.text);
  if (!readable) return state.take_problems();
  if (is_of_other(shape, document)) {
    state.report({}, "", std::string(shape.if_other));
    return state.take_problems();
  }
  apply_overrides(state, shape.own, document);
  Settings settings;
  read_section(state, shape.own, shape.own, document, "", &settings);
  if (!state.problems().empty()) return state.take_problems();
  return settings;
}

template <class Settings>
loaded<Settings> load(const given_text& from, const environment& variables, const files& access,
                      const shape_of_file& shape) {
  context state(from.name, variables, access);
  auto result = read<Settings>(state, from, shape);
  if (access.warn) {
    for (const auto& one : state.take_warnings()) access.warn(one);
  }
  return result;
}

template <class Settings>
loaded<Settings> load_file(const std::string& path, const environment& variables, files access,
                           const shape_of_file& shape) {
  checked readable = check_readable(path);
  std::string text;
  if (readable) {
    std::ifstream file(path, std::ios::binary);
    std::istreambuf_iterator<char> from(file), end;
    for (; from != end && text.size() <= longest_file; ++from) text += *from;
    if (file.bad()) readable = wrong("cannot be read to its end: check the disk");
  }
  if (!readable) return std::vector<problem>{{path, 0, 0, "", readable.error().text, ""}};
  access.everybody_reads = access.secret_file(path).has_error();
  auto result = load<Settings>({text, path, true}, variables, access, shape);
  OPENSSL_cleanse(text.data(), text.size());
  return result;
}

}  // namespace

loaded<gateway> load_gateway(std::string_view text, const std::string& name, const environment& variables,
                             const files& access) {
  return load<gateway>({text, name}, variables, access, gateway_file());
}

loaded<reference_engine> load_reference_engine(std::string_view text, const std::string& name,
                                               const environment& variables, const files& access) {
  return load<reference_engine>({text, name}, variables, access, engine_file());
}

loaded<gateway> load_gateway_file(const std::string& path, const environment& variables, const files& access) {
  return load_file<gateway>(path, variables, access, gateway_file());
}

loaded<reference_engine> load_reference_engine_file(const std::string& path, const environment& variables,
                                                    const files& access) {
  return load_file<reference_engine>(path, variables, access, engine_file());
}

}  // namespace ramal::config
