// The token of the admin interface where nobody has configured one (console.md section 1).
#pragma once

#include <string>

namespace ramal::admin {

struct made_token {
  std::string text;     // "": there is none
  std::string file;     // that has it, readable by this user alone; "": none
  std::string problem;  // why there is no file
};

// Makes a token for this run of the program and writes it to FOLDER/admin.token, in the place of the one of the run before.
// The folder is not made. Throws std::runtime_error where the system has no random bytes.
made_token make_token(const std::string& folder);

// "http://127.0.0.1:9901/#t=TOKEN", with TLS "https://...": what stands behind '#' never leaves the browser.
std::string console_address(const std::string& host, unsigned port, const std::string& token, bool has_tls);

}  // namespace ramal::admin
