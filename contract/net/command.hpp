// `ramal contract`.
#pragma once

#include <string>
#include <vector>

namespace ramal::contract {

struct command_options {
  std::string base_url;         // of a gateway, with its mount
  std::string engine_url;       // instead of it: the engine itself is asked
  std::string key_file;         // the client's key, or with engine_url the native one
  std::string loop;             // where this program listens as the engine; "": it does not
  std::string native_key_file;  // with loop: the native key that the engine must see; "": the demo's
  std::string live;             // "+5511...": a real call is placed to this number; "": none
  std::string play;             // with live: the URL of a sound that is played; "": none is
  bool confirmed = false;       // it is not asked for
  std::vector<std::string> tags;
  std::string pattern = "*";
  std::string case_folder;  // cases of one's own instead of those in the program
  bool list = false;
  bool dry_run = false;
  bool portuguese = false;
  std::string junit, tap, json, html;  // files to write; "": none
  std::string hurl;                    // the cases that Hurl can play are written there, and nothing is sent
};

// Runs, prints, writes. 0: all passed, 1: some failed or none was played, 64: usage, 69: not reachable.
int run_contract(const command_options& given);

}  // namespace ramal::contract
