// Forms in which a secret may be given: by value, from an environment variable (`_env`), from a file (`_file`), or, of
// client keys, as a digest.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/schema.hpp"

namespace ramal::config {

enum class source_form { value, variable, file, digest };

// The text itself, whatever it holds. The mistakes do not show what the file names: it might be the secret itself, put
// into the wrong place.
parsed<secret> read_secret_source(context& load, source_form form, const std::string& text);

// A secret by value makes the configuration a secret's file (rule K8): false after a report if everybody may read it.
bool check_private(context& load, const node& value, const std::string& path, std::string_view name);

// The same for what stands in the form `form` only.
inline bool check_private(context& load, source_form form, const node& value, const std::string& path,
                          std::string_view name) {
  return form != source_form::value || check_private(load, value, path, name);
}

// Takes a secret or says what is wrong with it, without showing it.
using secret_check = parsed<secret> (*)(secret);

// The three forms of one secret: NAME, NAME_env, NAME_file. Each entry only checks the shape of what is written;
// read_secret_forms, which sees all forms at once, takes it. `print`: as the dump shows it, "" for nothing.
struct secret_forms {
  std::string_view name;
  std::function<std::string(const void* owner)> print;
};
void add_secret_forms(std::vector<field>& fields, const secret_forms& forms);

// What was given; empty if nothing was, or after a report. `advice`: what is missing where it must be there, or "".
secret read_secret_forms(context& load, const node& mapping, const std::string& path, std::string_view name,
                         secret_check check, std::string_view advice = {});

// The same for lists: NAME[], NAME_env[], NAME_file[]; what they name is put together in this order.
void add_secret_lists(std::vector<field>& fields, std::string_view name,
                      const std::function<std::size_t(const void*)>& count);
std::vector<secret> read_secret_lists(context& load, const node& mapping, const std::string& path,
                                      std::string_view name, secret_check check, std::size_t most);

}  // namespace ramal::config
