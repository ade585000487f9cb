#include "config/secret_source.hpp"

#include <algorithm>
#include <array>

#include "config/letters.hpp"

namespace ramal::config {
namespace {

struct form_name {
  std::string_view ending;
  source_form form;
  std::string_view type, list_type;  // words for README.md
};
constexpr std::array<form_name, 3> forms{{{"", source_form::value, "secret", "secrets"},
                                          {"_env", source_form::variable, "variable", "variables"},
                                          {"_file", source_form::file, "path", "paths"}}};

std::string joined(std::string_view name, const form_name& form) {
  return std::string(name) + std::string(form.ending);
}

bool is_variable_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '_';
  });
}

parsed<secret> read_variable(context& load, const std::string& name) {
  const auto found = load.variables.find(name);
  if (found == load.variables.end()) {
    if (name.find_first_of("${}%") != std::string::npos)
      return wrong("write the name of the environment variable alone, without $, % and braces");
    if (!is_variable_name(name))
      return wrong(
          "is no name of an environment variable, which has letters, digits and '_' and does not begin with a "
          "digit: write such a name here, and put the key into that variable");
    return wrong("the environment variable named here is not set: set it, or name another one");
  }
  if (found->second.empty()) return wrong("the environment variable named here is empty: put the key into it");
  return secret(found->second);
}

void check_shape(context& load, const node& from, const std::string& path) {
  const auto text = parse_text(from);
  if (!text.has_value()) load.report(from.at, path, text.error());
}

void check_shapes(context& load, const node& from, const std::string& path) {
  if (from.kind != node_kind::list || from.items.empty())
    return load.report(from.at, path,
                       from.kind == node_kind::scalar || from.kind == node_kind::map
                           ? "is no list: begin each item with '- '"
                           : "is empty: write at least one item, or remove the key");
  for (std::size_t i = 0; i < from.items.size(); ++i)
    check_shape(load, from.items[i], path + "[" + std::to_string(i) + "]");
}

struct given_form {
  const form_name* form;
  const node* value;
};

// What the environment says replaces every form in the file.
std::vector<given_form> given_forms(const node& mapping, std::string_view name) {
  std::vector<given_form> result;
  for (const auto& form : forms) {
    if (const node* value = mapping.find(joined(name, form))) result.push_back({&form, value});
  }
  const auto from_file = [](const given_form& one) { return one.value->at.variable.empty(); };
  if (!std::all_of(result.begin(), result.end(), from_file)) std::erase_if(result, from_file);
  return result;
}

// One secret out of its form; empty after a report.
secret take(context& load, const given_form& from, const node& value, const std::string& path, std::string_view name,
            secret_check check) {
  if (!load.clean(path) || !check_private(load, from.form->form, value, path, name)) return {};
  auto text = read_secret_source(load, from.form->form, value.text);
  if (text.has_value()) text = check(std::move(*text));
  if (text.has_value()) return std::move(*text);
  load.report(value.at, path, text.error());
  return {};
}

}  // namespace

parsed<secret> read_secret_source(context& load, source_form form, const std::string& text) {
  if (form == source_form::variable) return read_variable(load, text);
  return form == source_form::file ? load.access.read_secret(text) : secret(text);
}

bool check_private(context& load, const node& value, const std::string& path, std::string_view name) {
  if (!load.access.everybody_reads || !value.at.variable.empty()) return true;
  load.report(value.at, path,
              "everybody may read this file: take that right away with chmod o-r, or give the key "
              "as " +
                  std::string(name) + "_env or " + std::string(name) + "_file");
  return false;
}

void add_secret_forms(std::vector<field>& fields, const secret_forms& of) {
  for (const auto& form : forms) {
    field one{joined(of.name, form), std::string(form.type)};
    one.read = [](context& load, const node& from, const std::string& path, void*) { check_shape(load, from, path); };
    one.print = [print = of.print, shown = form.form == source_form::value](const void* owner) {
      std::string text = shown ? print(owner) : std::string();
      return text.empty() ? std::vector<std::string>{} : std::vector<std::string>{print_text(text)};
    };
    fields.push_back(std::move(one));
  }
}

secret read_secret_forms(context& load, const node& mapping, const std::string& path, std::string_view name,
                         secret_check check, std::string_view advice) {
  const auto all = given_forms(mapping, name);
  if (all.empty() && !advice.empty())
    load.report(mapping.at, join_path(path, name),
                "is missing: add one of " +
                    any_of({joined(name, forms[0]), joined(name, forms[1]), joined(name, forms[2])}) +
                    std::string(advice));
  for (std::size_t i = 1; i < all.size(); ++i)
    load.report(all[i].value->at, join_path(path, joined(name, *all[i].form)),
                "and " + joined(name, *all[0].form) + " are both given: keep one of them");
  if (all.size() != 1) return {};
  const auto& only = all.front();
  return take(load, only, *only.value, join_path(path, joined(name, *only.form)), name, check);
}

void add_secret_lists(std::vector<field>& fields, std::string_view name,
                      const std::function<std::size_t(const void*)>& count) {
  for (const auto& form : forms) {
    field one{joined(name, form), std::string(form.list_type), field_kind::scalars};
    one.read = [](context& load, const node& from, const std::string& path, void*) { check_shapes(load, from, path); };
    one.print = [count, shown = form.form == source_form::value](const void* owner) {
      return std::vector<std::string>(shown ? count(owner) : 0, "\"***\"");
    };
    fields.push_back(std::move(one));
  }
}

std::vector<secret> read_secret_lists(context& load, const node& mapping, const std::string& path,
                                      std::string_view name, secret_check check, std::size_t most) {
  std::vector<secret> result;
  for (const auto& form : forms) {
    const node* list = mapping.find(joined(name, form));
    if (list == nullptr) continue;
    const std::string list_path = join_path(path, joined(name, form));
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      if (result.size() == most) {
        load.report(list->items[i].at, list_path,
                    "there are more than " + std::to_string(most) +
                        ": keep the new one and the one before it, and remove the others");
        return result;
      }
      result.push_back(
          take(load, {&form, list}, list->items[i], list_path + "[" + std::to_string(i) + "]", name, check));
    }
  }
  return result;
}

}  // namespace ramal::config
