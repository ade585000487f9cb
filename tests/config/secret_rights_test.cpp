#include "config/secret_rights.hpp"

#include <cerrno>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

// A Swarm's container, as its /proc/self/mountinfo says it, and a folder of the host's with a blank.
const std::string mounts =
    "1 0 0:50 / / rw,relatime - overlay overlay rw\n"
    "2 1 0:55 / /run rw - tmpfs tmpfs rw\n"
    "3 1 0:60 /shop /run/secrets/shop_key ro,relatime - tmpfs tmpfs ro\n"
    "4 1 0:61 / /run/secrets/of\\040two ro - tmpfs tmpfs ro\n"
    "5 1 0:62 / /etc/ramal ro - ext4 /dev/sda1 ro\n";

struct stat file_of(uid_t owner, mode_t mode) {
  struct stat status {};
  status.st_uid = owner;
  status.st_mode = S_IFREG | mode;
  return status;
}

}  // namespace

TEST_CASE("K8 below /run/secrets a mount of its own is a container's alone") {
  for (const char* path : {"/run/secrets/shop_key", "/run/secrets/of two/key", "/run/secrets/of two/deep/key"})
    CHECK(is_on_mount_of_secrets(path, mounts));
  for (const char* path : {"/run/secrets/other", "/run/secrets/shop_key2", "/run/secrets", "/run/other/shop_key",
                           "/etc/ramal/shop_key", "/run/secrets/../../etc/ramal/key", "/run/secrets2/shop_key", ""})
    CHECK_FALSE(is_on_mount_of_secrets(path, mounts));
  CHECK(is_on_mount_of_secrets("/run/secrets/any/key", "9 1 0:9 / /run/secrets rw - tmpfs tmpfs rw\n"));
  for (const char* odd : {"", "\n\n", "1", "1 2 3", "1 2 3 / ", "1 2 3 / \\", "1 2 3 / /run/secrets/\\07"})
    CHECK_FALSE(is_on_mount_of_secrets("/run/secrets/shop_key", odd));
}

TEST_CASE("K8 a secret that everybody may read is refused with what to do") {
  CHECK(check_private_file("/run/secrets/shop_key", file_of(0, 0444), 1000, mounts).has_value());
  CHECK(check_private_file("/etc/ramal/key", file_of(0, 0400), 0, mounts).has_value());
  CHECK(
      check_private_file("/run/secrets/other", file_of(0, 0444), 1000, mounts).error().text ==
      "everybody may read the file named here: take that right away with chmod o-r, and give it to the user that runs "
      "this program with chown 1000; of a container's secret write the long syntax, {source: NAME, uid: \"1000\", "
      "mode: 0400}");
  CHECK_FALSE(contains(check_private_file("/etc/ramal/key", file_of(7, 0644), 7, mounts).error().text, "chown"));
}

TEST_CASE("a secret that this user cannot open is told whose it is") {
  const struct stat roots = file_of(0, 0400), ours = file_of(1000, 0200);
  CHECK(
      why_not_opened(EACCES, &roots, 1000) ==
      "cannot open the file named here (Permission denied): it has mode 0400 and belongs to user 0, while this program "
      "runs as user 1000: chown 1000 it; of a container's secret write the long syntax, {source: NAME, uid: \"1000\", "
      "mode: 0400}");
  CHECK(contains(why_not_opened(EACCES, &ours, 1000), "runs as user 1000: chmod 0400 it"));
  CHECK(why_not_opened(EACCES, nullptr, 1000) ==
        "cannot open the file named here (Permission denied): check its path and its owner");
  CHECK(contains(why_not_opened(ENOENT, nullptr, 1000), "(No such file or directory): check its path"));
}

TEST_CASE("a certificate in place of a key is told what it is") {
  const std::string certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  CHECK(contains(check_may_be_key(certificate).error().text,
                 "is a certificate, which is no secret: name the file of the private"));
  CHECK(contains(check_may_be_key("subject=CN = a\n" + certificate).error().text, "is a certificate"));
  CHECK(contains(check_may_be_key("-----BEGIN PUBLIC KEY-----\n").error().text, "is a public key"));
  CHECK(contains(check_may_be_key("-----BEGIN CERTIFICATE REQUEST-----\n").error().text,
                 "is a request for a certificate"));
  for (const std::string& text : {certificate + "-----BEGIN EC PRIVATE KEY-----\n", std::string(), std::string("ps_a"),
                                  std::string("# -----BEGIN CERTIFICATE-----\n")})
    CHECK(check_may_be_key(text).has_value());
}

}  // namespace ramal::config
