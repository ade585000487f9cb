#include "proxy/admin/console.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "config/key_sources.hpp"
#include "proxy/admin/ui_files.hpp"

namespace ramal::admin {
namespace {

constexpr std::size_t tag_digits = 16;
constexpr std::size_t most_file_bytes = std::size_t{8} << 20;  // of a folder: Swagger UI has 1.5 MB

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
}};

struct found_file {
  std::string body;
  std::string_view encoding;
};

std::optional<found_file> find_embedded(std::string_view name) {
  const auto files = ui_files();
  const auto found = std::ranges::find(files, name, &ui_file::name);
  if (found == files.end()) return std::nullopt;
  return found_file{std::string(found->gzip), "gzip"};
}

std::optional<found_file> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return std::nullopt;
  const auto size = static_cast<std::streamoff>(file.tellg());
  if (size < 0 || static_cast<std::size_t>(size) > most_file_bytes) return std::nullopt;  // a folder has no size either
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(text.data(), size)) return std::nullopt;
  return found_file{std::move(text), {}};
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

}  // namespace

bool is_file_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, is_name_char);
}

std::string policy_of_page(std::string_view media) {
  std::string made =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";
  if (!media.empty()) made.append(" ").append(media);
  return made +
         "; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
         "require-trusted-types-for 'script'";
}

std::string_view type_of_file(std::string_view name) {
  for (const auto& [end, type] : types)
    if (name.ends_with(end)) return type;
  return "application/octet-stream";
}

answer console::serve(std::string_view name, std::optional<std::string_view> known, std::string_view media) const {
  std::optional<found_file> found;
  if (is_file_name(name)) found = folder_.empty() ? find_embedded(name) : read_file(folder_ + "/" + std::string(name));
  if (!found) return answer_refusal({404, "NOT_FOUND", "the console has no such file: reload its page"});
  answer made;
  made.content_type = type_of_file(name);
  made.cache = "no-cache";
  made.encoding = found->encoding;
  made.etag = "\"" + config::sha256_hex(found->body).substr(0, tag_digits) + "\"";
  made.policy = policy_of_page(media);
  if (known && known->find(made.etag) != std::string_view::npos) made.status = 304;
  else made.body = std::move(found->body);
  return made;
}

}  // namespace ramal::admin
