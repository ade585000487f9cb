#include "config/doors.hpp"

namespace ramal::config {
namespace {

// First words of the calls layer's routes (routes/table.cpp).
constexpr std::string_view first_words[] = {"call", "instance", "manager", "server"};

// Why the native API cannot be there, "" if it can.
std::string why_not_native(const std::string& native, const std::string& mount) {
  if (is_within_path(mount, native))
    return "is in the way of mount (" + mount + "): the native API has " + native +
           " and all below it. Write another mount, or native_mount: off";
  const std::string above = mount == "/" ? std::string() : mount;
  for (const std::string_view word : first_words) {
    const std::string taken = above + "/" + std::string(word);
    if (is_within_path(native, taken))
      return "lies among the routes of the calls layer (" + taken + "): write another one, such as /";
  }
  return {};
}

}  // namespace

bool is_within_path(std::string_view path, std::string_view parent) {
  return path.starts_with(parent) && (path.size() == parent.size() || path[parent.size()] == '/');
}

std::string native_path(const gateway& settings) {
  if (settings.native_mount == "off") return {};
  return (settings.native_mount == "/" ? std::string() : settings.native_mount) + "/v1/calls";
}

void check_doors(context& load, const node& mapping, const gateway& settings) {
  const std::string native = native_path(settings);
  if (native.empty() || !load.clean("mount") || !load.clean("native_mount")) return;
  const std::string why = why_not_native(native, settings.mount);
  if (why.empty()) return;
  const node* own = mapping.find("native_mount");
  if (own == nullptr) own = mapping.find("mount");
  load.report(own == nullptr ? mapping.at : own->at, "native_mount", why);
}

}  // namespace ramal::config
