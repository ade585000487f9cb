#!/bin/sh
# build_packages.sh [--architecture amd64|arm64] [--output FOLDER] [--folder NAME] [--revision COMMIT]
# Builds the Debian packages of a commit (HEAD) in a clean root of Debian 12, into FOLDER (build/packages/ARCHITECTURE).
# The root is kept in build/packages and made again when debian/control changes. --folder: where in the root it is built,
# for the test that this makes no difference. Where ccache is installed, what was compiled once is taken from build/packages.
set -eu
cd "$(dirname "$0")/.."
suite=bookworm
native=$(dpkg --print-architecture)
architecture=$native output='' folder=build revision=HEAD

usage() {
  sed -n '2,5s/^# //p' "$0" >&2
  exit 64
}
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $1 in
    --architecture) architecture=$2 ;;
    --output) output=$2 ;;
    --folder) folder=$2 ;;
    --revision) revision=$2 ;;
    *) usage ;;
  esac
  shift 2
done
case $architecture in amd64 | arm64) ;; *) usage ;; esac
work=$PWD/build/packages
output=${output:-$work/$architecture}
mkdir -p "$work/ccache" "$output"
output=$(cd "$output" && pwd)

# Where this machine takes its packages from.
mirrors() {
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ ! -s "$list" ] || printf '%s\n' "$list"
  done
}

# make_root FILE: a root with all that debian/control wants.
make_root() {
  control=$(mktemp -d) cross=
  mkdir "$control/debian" && git show "$revision:debian/control" >"$control/debian/control"
  architectures=$native profiles=nocheck
  if [ "$architecture" != "$native" ]; then
    architectures=$native,$architecture profiles=cross,nocheck
    cross=crossbuild-essential-$architecture
  fi
  # shellcheck disable=SC2046 # a list of files without blanks
  mmdebstrap --quiet --variant=buildd --format=tar --architectures="$architectures" --include="ccache,debhelper${cross:+,$cross}" \
    --customize-hook="copy-in $control/debian /root" \
    --customize-hook="chroot \"\$1\" apt-get build-dep -y -q --no-install-recommends -P $profiles \
      --host-architecture $architecture /root" \
    "$suite" "$1.all" $(mirrors)
  mmtarfilter --path-exclude='/dev/*' <"$1.all" >"$1.part"
  rm -r "$control" "$1.all"
  mv "$1.part" "$1"
}

tools=$(git show "$revision:debian/control" | sha256sum | cut -c1-12)
root=$work/root-$architecture-$tools.tar
if [ ! -s "$root" ]; then
  rm -f "$work/root-$architecture-"*.tar
  make_root "$root"
fi

# What the root builds, and how. The time of all files is that of the newest entry of debian/changelog.
inside=$(mktemp -d)
trap 'rm -rf "$inside"' EXIT
git archive --prefix=ramal/ "$revision" >"$inside/source.tar"
cat >"$inside/build.sh" <<SCRIPT
set -eu
export CCACHE_DIR=/ccache CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros RAMAL_CCACHE=1
mkdir -p /$folder /result && cd /$folder
tar -xf /inside/source.tar && cd ramal
dpkg-buildpackage --build=binary --host-arch=$architecture -Pnocheck --no-sign >/result/build.log 2>&1 || {
  tail -n 40 /result/build.log >&2
  exit 1
}
mv ../*.deb ../*.changes ../*.buildinfo /result/
SCRIPT
mmdebstrap --quiet --variant=custom --skip=update,cleanup/apt,cleanup/reproducible --format=null \
  --setup-hook="tar-in $root /" \
  --customize-hook="mkdir -p \"\$1/inside\" \"\$1/ccache\"" \
  --customize-hook="sync-in $inside /inside" --customize-hook="sync-in $work/ccache /ccache" \
  --customize-hook="chroot \"\$1\" sh /inside/build.sh" \
  --customize-hook="sync-out /result $output" --customize-hook="sync-out /ccache $work/ccache" \
  "$suite" /dev/null
ls "$output"/*.deb
