// config/README.md and the tables of the reader say the same, key by key.
#include <algorithm>
#include <fstream>
#include <map>

#include <catch2/catch.hpp>

#include "config/overrides.hpp"
#include "config/schema.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

struct row {
  std::string type;
  std::string default_value;
  std::string example;
  std::string meaning;
};
using rows = std::map<std::string, row>;

std::string without(std::string text, std::string_view marks) {
  std::erase_if(text, [&](char c) { return marks.find(c) != std::string_view::npos; });
  return text;
}

// "| a | b |" -> {"a", "b"}
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> result;
  for (std::size_t start = 1, end; (end = line.find('|', start)) != std::string::npos; start = end + 1) {
    const std::string cell = line.substr(start, end - start);
    const auto first = cell.find_first_not_of(' ');
    result.push_back(first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
  }
  return result;
}

// The table under one heading.
rows documented(const std::string& heading) {
  std::ifstream file(std::string(RAMAL_SOURCE_ROOT) + "/config/README.md");
  rows result;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (!inside || !line.starts_with("| `")) continue;
    const auto columns = cells(line);
    REQUIRE(columns.size() == 5);
    const std::string key = without(columns[0], "`");
    INFO(key);
    CHECK_FALSE(result.contains(key));
    result[key] = {columns[1], without(columns[2], "`"), without(columns[3], "`"), columns[4]};
  }
  return result;
}

// What the tables say of each key, with defaults from a default-constructed owner.
void collect(const section& shape, void* owner, const std::string& prefix, rows& result) {
  for (const auto& one : shape.fields) {
    const std::string path = join_path(prefix, one.name);
    if (one.kind == field_kind::group) {
      collect(*one.inner, one.enter(owner), path, result);
    } else if (one.kind == field_kind::groups) {
      collect(*one.inner, one.enter(owner), path + "[]", result);
    } else {
      const auto values = one.print(owner);
      const std::string value = values.empty() ? "" : without(values.front(), "\"");
      const std::string none = one.required ? "required" : "none";
      result[path + (one.kind == field_kind::scalars ? "[]" : "")] = {one.type, value.empty() ? none : value, "", ""};
    }
  }
}

template <class Settings>
rows known(const section& shape) {
  Settings defaults;
  rows result;
  collect(shape, &defaults, "", result);
  return result;
}

void check_same(const rows& in_readme, const rows& in_reader) {
  CHECK(in_reader.size() > 10);
  for (const auto& [key, value] : in_reader) {
    INFO(key);
    const auto found = in_readme.find(key);
    if (found == in_readme.end()) {
      FAIL_CHECK("the reader knows this key, config/README.md does not: add a row");
      continue;
    }
    CHECK(found->second.type == value.type);
    CHECK(found->second.default_value == value.default_value);
    CHECK_FALSE(found->second.meaning.empty());
  }
  for (const auto& [key, value] : in_readme) {
    INFO(key);
    if (!in_reader.contains(key)) FAIL_CHECK("config/README.md has this key, the reader does not: remove the row");
  }
}

// The variable that sets the first item of every list on the way.
std::string first_variable(std::string path) {
  for (std::size_t at; (at = path.find("[]")) != std::string::npos;) path.replace(at, 2, "[0]");
  return variable_of(path);
}

// A file to which a key can be added alone: keys that come in pairs have the other one here.
std::string text_without(const std::string& key) {
  if (key.starts_with("listeners[].tls."))
    return one_key + "listeners: [{address: 127.0.0.1:1, tls: {certificates: [{cert_file: a, key_file: b}]}}]\n";
  if (key.starts_with("admin.tls.")) return one_key + "admin: {tls: {certificates: [{cert_file: a, key_file: b}]}}\n";
  if (key == "engine.client_cert_file") return one_key + "engine: {client_key_file: a}\n";
  if (key == "engine.client_key_file") return one_key + "engine: {client_cert_file: a}\n";
  if (key.starts_with("engine.headers[].")) return one_key + "engine: {headers: [{name: X-A, value: b}]}\n";
  const std::string server = "evolution_go: {base_url: 'https://go.example.com'}\n";
  if (key == "evolution_go.client_cert_file")
    return one_key + "evolution_go: {base_url: 'https://a', client_key_file: a}\n";
  if (key == "evolution_go.client_key_file")
    return one_key + "evolution_go: {base_url: 'https://a', client_cert_file: a}\n";
  if (key.starts_with("evolution_go.") || key == "instance_status") return one_key + server;
  if (key.starts_with("keys[].evolution_go_token")) return one_key + server;
  if (key.starts_with("keys[].evolution_go_admin_key")) return one_key + "    evolution_go_token: a-token\n" + server;
  if (key.starts_with("tracing.") && key != "tracing.endpoint") {
    const bool has_name = key.starts_with("tracing.headers[].") && key != "tracing.headers[].name";
    const std::string header = has_name ? ", headers: [{name: X-A}]" : ", headers: [{name: X-A, value: b}]";
    return one_key + "tracing: {endpoint: 'https://a.example'" + header + "}\n";
  }
  if (!key.starts_with("keys[].webhook.")) return one_key;
  std::string inner = key.substr(key.find(".webhook.") + 9), own = "url: 'https://a.example', ", more;
  if (inner.find("hook") != 0) own += "hook: a-hook-of-22-letters-or-more, ";
  if (inner.starts_with("more[].")) inner = inner.substr(7), more = ", more: [{name: m, url: 'https://b.example'}]";
  std::string header = inner.starts_with("headers[].") ? "headers: [{name: X-A}], " : "";
  if (inner == "headers[].name") header = "headers: [{name: X-A, value: b}], ";
  if (more.empty()) own += header;
  else if (!header.empty()) more.insert(more.size() - 2, ", " + header.substr(0, header.size() - 2));
  return one_key + "    webhook: {" + own.substr(0, own.size() - 2) + more + "}\n";
}

// What the variable or the file of a secret holds.
std::string held_by(const std::string& key) {
  if (key.find("]secrets_") != std::string::npos || key.find(".secrets_") != std::string::npos)
    return "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  return "from-elsewhere-22-letters";
}

}  // namespace

TEST_CASE("config/README.md documents the gateway's keys, types and defaults, and no others") {
  check_same(documented("The gateway"), known<gateway>(gateway_section()));
}

TEST_CASE("config/README.md documents the reference engine's keys, types and defaults, and no others") {
  check_same(documented("The reference engine"), known<reference_engine>(reference_engine_section()));
}

TEST_CASE("every example in config/README.md is accepted, and every key has a variable") {
  files access;
  access.readable = access.secret_file = access.writable = [](const std::string&) { return checked(); };
  for (const auto& [key, value] : documented("The gateway")) {
    INFO(key << ": " << value.example);
    CHECK(value.example != value.default_value);
    access.read_secret = [&name = key](const std::string&) -> parsed<secret> { return secret(held_by(name)); };
    const std::string report = problems_of(
        text_without(key), {{first_variable(key), value.example}, {value.example, held_by(key)}}, access);
    const bool is_header = key.ends_with("headers[].value");
    if (value.type.starts_with("secret") && !is_header) CHECK(contains(report, "is the text of an example"));
    else CHECK(report == "none\n");
  }
  const std::string one_number = "numbers: [{name: a, number: 5511999990009, key: k}]\n";
  for (const auto& [key, value] : documented("The reference engine")) {
    INFO(key << ": " << value.example);
    CHECK(value.example != value.default_value);
    CHECK(engine_problems_of(one_number, {{first_variable(key), value.example}}) == "none\n");
  }
}

TEST_CASE("the tables agree with the list of all key paths") {
  for (const section* shape : {&gateway_section(), &reference_engine_section()}) {
    const auto table = shape == &gateway_section() ? known<gateway>(*shape) : known<reference_engine>(*shape);
    const auto paths = key_paths(*shape);
    CHECK(paths.size() == table.size());
    for (const auto& path : paths) CHECK(table.contains(path));
  }
}

}  // namespace ramal::config
