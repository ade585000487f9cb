#include "proxy/completion.hpp"

#include <algorithm>
#include <vector>

namespace ramal::net {
namespace {

struct option_row {
  std::vector<std::string> names;  // "--config", "-c"
  std::string about;
  bool takes_value = false;
  bool is_file = false;
  std::vector<std::string> values;  // where only some are allowed
};

struct command_row {
  std::string path;                                        // "" or " webhooks list"
  std::vector<std::pair<std::string, std::string>> inner;  // subcommands, and what they are
  std::vector<option_row> options;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// "TEXT:{en,pt}" allows en and pt.
std::vector<std::string> values_of(const std::string& type) {
  std::vector<std::string> values;
  const auto begin = type.find('{'), end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return values;
  std::string rest = type.substr(begin + 1, end - begin - 1);
  for (std::size_t comma = 0; comma != std::string::npos;) {
    comma = rest.find(',');
    values.push_back(rest.substr(0, comma));
    rest.erase(0, comma == std::string::npos ? comma : comma + 1);
  }
  return values;
}

option_row read_option(const CLI::Option& one) {
  option_row made;
  for (const std::string& name : one.get_lnames()) made.names.push_back("--" + name);
  for (const std::string& name : one.get_snames()) made.names.push_back("-" + name);
  made.about = first_line(one.get_description());
  made.takes_value = one.get_items_expected_max() > 0;
  const std::string type = one.get_type_name();
  made.is_file = type.starts_with("FILE") || type.starts_with("DIR");
  made.values = values_of(type);
  return made;
}

void read_commands(const CLI::App& app, const std::string& path, std::vector<command_row>& all) {
  command_row made{path, {}, {}};
  std::vector<const CLI::App*> inner;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->get_name().empty()) {  // a group of options
      for (const CLI::Option* one : sub->get_options()) made.options.push_back(read_option(*one));
      continue;
    }
    made.inner.emplace_back(sub->get_name(), first_line(sub->get_description()));
    inner.push_back(sub);
  }
  for (const CLI::Option* one : app.get_options())
    if (!one->get_positional() || !one->get_lnames().empty()) made.options.push_back(read_option(*one));
  // An option without a name is an argument: of `help` it is a command, of `completion` a shell.
  for (const CLI::Option* one : app.get_options())
    if (one->get_positional() && one->get_lnames().empty())
      for (const std::string& value : values_of(one->get_type_name())) made.inner.emplace_back(value, "");
  if (path == " help") made.inner = all.front().inner;
  all.push_back(std::move(made));
  for (const CLI::App* sub : inner) read_commands(*sub, path + " " + sub->get_name(), all);
}

// For a text between single quotes.
std::string quoted_for_shell(const std::string& text, const char* quote) {
  std::string made;
  for (const char c : text) made += c == '\'' ? std::string(quote) : std::string(1, c);
  return "'" + made + "'";
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const std::string& one : words) text += (text.empty() ? "" : between) + one;
  return text;
}

// ' serve'|' webhooks'|' webhooks list'
std::string paths_of(const std::vector<command_row>& all, const char* between) {
  std::vector<std::string> paths;
  for (const command_row& one : all)
    if (!one.path.empty()) paths.push_back("'" + one.path + "'");
  return joined(paths, between);
}

// One case for each option with a value: what `of_file` and `of_values` say. Of options without known values: nothing.
template <class OfValues>
std::string value_cases(const std::vector<command_row>& all, const std::string& of_file, OfValues of_values) {
  std::string text;
  for (const command_row& command : all)
    for (const option_row& one : command.options) {
      if (!one.takes_value) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : one.names) patterns.push_back("'" + command.path + "|" + name + "'");
      text += "    " + joined(patterns, " | ") + ") " +
              (one.is_file          ? of_file + " "
               : one.values.empty() ? ""
                                    : of_values(one.values) + " ") +
              "return ;;\n";
    }
  return text;
}

// What may follow the command: inner commands, and the long names of options, each with what it is.
std::vector<std::pair<std::string, std::string>> words_of(const command_row& command) {
  std::vector<std::pair<std::string, std::string>> words = command.inner;
  for (const option_row& one : command.options)
    for (const std::string& name : one.names)
      if (name.starts_with("--")) words.emplace_back(name, one.about);
  return words;
}

std::string bash_script(const std::vector<command_row>& all) {
  std::string text =
      "# bash completion for ramal: source <(ramal completion bash)\n"
      "_ramal() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} path='' one words=''\n"
      "  COMPREPLY=()\n"
      "  for one in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$path $one\" in\n"
      "      " +
      paths_of(all, " | ") +
      ") path=\"$path $one\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$path|$before\" in\n" +
      value_cases(all, "mapfile -t COMPREPLY < <(compgen -f -- \"$word\");",
                  [](const std::vector<std::string>& values) {
                    return "mapfile -t COMPREPLY < <(compgen -W '" + joined(values, " ") + "' -- \"$word\");";
                  }) +
      "  esac\n"
      "  case $path in\n";
  for (const command_row& command : all) {
    std::vector<std::string> words;
    for (const auto& [name, about] : words_of(command)) words.push_back(name);
    text += "    '" + command.path + "') words='" + joined(words, " ") + "' ;;\n";
  }
  return text +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
         "}\n"
         "complete -F _ramal ramal\n";
}

// "name:what it is" for zsh, in which ':' parts the two.
std::string described(const std::string& name, const std::string& about) {
  return quoted_for_shell(name + ":" + about, "'\\''");
}

std::string zsh_script(const std::vector<command_row>& all) {
  std::string text =
      "#compdef ramal\n"
      "# zsh completion for ramal, behind compinit: source <(ramal completion zsh)\n"
      "_ramal() {\n"
      "  local way='' one\n"
      "  local -a found\n"
      "  for one in \"${(@)words[2,CURRENT-1]}\"; do\n"
      "    case \"$way $one\" in\n"
      "      (" +
      paths_of(all, "|") +
      ") way=\"$way $one\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$way|${words[CURRENT-1]}\" in\n" +
      value_cases(all, "_files;",
                  [](const std::vector<std::string>& values) { return "compadd -- " + joined(values, " ") + ";"; }) +
      "  esac\n"
      "  case $way in\n";
  for (const command_row& command : all) {
    std::string words;
    for (const auto& [name, about] : words_of(command)) words += " " + described(name, about);
    text += "    (" + quoted_for_shell(command.path, "") + ") found=(" + words + " ) ;;\n";
  }
  return text +
         "  esac\n"
         "  _describe ramal found\n"
         "}\n"
         "compdef _ramal ramal\n";
}

std::string fish_script(const std::vector<command_row>& all) {
  std::string text =
      "# fish completion for ramal: ramal completion fish | source\n"
      "function __ramal_path\n"
      "  set -l way ''\n"
      "  for one in (commandline -opc)[2..-1]\n"
      "    switch \"$way $one\"\n"
      "      case " +
      paths_of(all, " ") +
      "\n        set way \"$way $one\"\n"
      "    end\n"
      "  end\n"
      "  echo \"at$way\"\n"
      "end\n"
      "complete -c ramal -f\n";
  for (const command_row& command : all) {
    const std::string here = "complete -c ramal -n 'test (__ramal_path) = \"at" + command.path + "\"'";
    for (const auto& [name, about] : command.inner)
      text += here + " -a " + name + (about.empty() ? "" : " -d " + quoted_for_shell(about, "\\'")) + "\n";
    for (const option_row& one : command.options) {
      text += here;
      for (const std::string& name : one.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (one.takes_value) text += one.is_file ? " -r -F" : " -x";
      if (!one.values.empty()) text += " -a '" + joined(one.values, " ") + "'";
      text += " -d " + quoted_for_shell(one.about, "\\'") + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  std::vector<command_row> all;
  read_commands(app, "", all);
  return shell == "bash" ? bash_script(all) : shell == "zsh" ? zsh_script(all) : fish_script(all);
}

}  // namespace ramal::net
