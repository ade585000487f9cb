#!/bin/sh
# package_program.sh PROGRAM FOLDER [REVISION]
# The Debian packages of a commit (HEAD), around a program that has been built already: in half a minute, to try them.
# What is released is compiled again, in a clean root: build_packages.sh.
set -eu
[ $# -ge 2 ] || {
  sed -n '2,4s/^# //p' "$0" >&2
  exit 64
}
program=$(realpath "$1")
mkdir -p "$2"
output=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive --prefix=ramal/ "${3:-HEAD}" | tar -x -C "$work"
# -d: debian/control asks for what compiles, too. The program need not have what ramal-dbgsym would hold.
(cd "$work/ramal" && RAMAL_PROGRAM=$program DEB_BUILD_OPTIONS=noautodbgsym dpkg-buildpackage -d --build=binary -Pnocheck --no-sign) \
  >"$output/build.log" 2>&1 </dev/null || {
  tail -n 40 "$output/build.log" >&2
  exit 1
}
mv "$work"/*.deb "$output/"
ls "$output"/*.deb
