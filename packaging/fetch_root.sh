#!/bin/sh
# fetch_root.sh ARCHITECTURE FOLDER PACKAGE.deb...
# Unpacks the packages, and all that they depend on, into FOLDER/root; FOLDER/packages keeps the packages themselves, which
# say where each file is from. Nothing is run or configured, so that any machine can do it for any architecture.
set -eu
[ $# -ge 3 ] || {
  sed -n '2,4s/^# //p' "$0" >&2
  exit 64
}
architecture=$1 folder=$2
shift 2
rm -rf "$folder"
mkdir -p "$folder/root" "$folder/packages/partial" "$folder/apt/lists/partial"
folder=$(cd "$folder" && pwd)
: >"$folder/apt/status"

# An apt of its own: this machine's sources and their keys, no package installed, one architecture.
apt_get() {
  apt-get -q -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
    -o Dir::State="$folder/apt" -o Dir::State::Lists="$folder/apt/lists" -o Dir::State::status="$folder/apt/status" \
    -o Dir::Cache="$folder/apt" -o Dir::Cache::Archives="$folder/packages" -o APT::Sandbox::User=root \
    -o APT::Install-Recommends=false -o APT::Get::List-Cleanup=false "$@"
}

log=$folder/log
for package in "$@"; do  # apt takes a file only by a path
  files="${files:-} $(realpath "$package")"
done
# shellcheck disable=SC2086 # paths of packages, which have no blanks
{
  apt_get update &&
    apt_get install -y --download-only --no-install-recommends ca-certificates $files &&
    cp $files "$folder/packages/"
} </dev/null >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  exit 1
}
for package in "$folder"/packages/*.deb; do
  dpkg-deb -x "$package" "$folder/root"
done
rm -r "$folder/apt" "$folder/packages/partial"
