#include "proxy/console_start.hpp"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "proxy/openapi.hpp"

namespace ramal::net {

admin::interface_options options_of(const command_line& line, const admin::made_token& token,
                                    const collector::tracer& traces) {
  return {line.ui_dir, line.docs_dir, find_openapi("evolution-go.json"), line.what == command::demo,
          &traces,     token.text};
}

admin::made_token token_for(const config::gateway& settings) {
  const bool is_needed = settings.admin.address.on && settings.admin.token.empty();
  if (!is_needed) return {};
  admin::made_token made = admin::make_token(std::filesystem::path(settings.webhooks.store).parent_path().string());
  if (made.file.empty()) spdlog::warn("the admin token cannot be kept: {}; or write admin.token_file", made.problem);
  else spdlog::info("the admin token is in {}", made.file);
  return made;
}

void show_console(const server& gateway, const admin::interface& console, const admin::made_token& token,
                  bool is_read_by_a_person) {
  if (token.text.empty() || console.port() == 0 || !is_read_by_a_person) return;
  const config::admin_settings& settings = gateway.settings().admin;
  const std::string address = admin::console_address(settings.address.host, console.port(), token.text,
                                                     settings.tls.has_value());
  std::printf("\n  console   %s\n", address.c_str());
  std::fflush(stdout);
}

}  // namespace ramal::net
