// Who else may read a secret's file (http-rules.md K8). Pure.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "config/scalars.hpp"

namespace ramal::config {

// Whether `path`, without links, lies on a mount of its own at or below /run/secrets: what a container's engine puts
// there is seen by that container alone, whatever its mode says. `mounts`: the text of /proc/self/mountinfo.
bool is_on_mount_of_secrets(std::string_view path, std::string_view mounts);

// Whether a file is read only by those who should. `path` is without links; `user` is the one that runs, for the advice.
checked check_private_file(std::string_view path, const struct stat& status, uid_t user, std::string_view mounts);

// Why open(2) has failed with `error`. `status` is the file's, or null if it could not be had.
std::string why_not_opened(int error, const struct stat* status, uid_t user);

// Whether a file may hold a secret key, by its first bytes: a certificate is none.
checked check_may_be_key(std::string_view content);

}  // namespace ramal::config
