#!/bin/sh
# make_release.sh [--output FOLDER] [--architectures "amd64 arm64"] [--folder NAME] [--program FILE]
# Everything of a release, from the commit HEAD, into FOLDER (dist): source archive, packages, image, SBOM, apt repository,
# SHA256SUMS and its signature. A second run gives the same bytes. --folder: as in build_packages.sh.
# --program: to try the rest within a minute, nothing is compiled: that program, of this machine's architecture, is packaged.
#   RAMAL_MINISIGN_KEY  the secret key of minisign that signs SHA256SUMS, without a password
#   RAMAL_GNUPGHOME     a gpg folder with one secret ed25519 key, which signs the apt repository
# Where one of them is not set, what it would sign is made without a signature, and the script says so.
set -eu
cd "$(dirname "$0")/.."
output=dist architectures='amd64 arm64' folder=build program=
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || set -- --help ''
  case $1 in
    --output) output=$2 ;;
    --architectures) architectures=$2 ;;
    --folder) folder=$2 ;;
    --program) program=$(realpath "$2") architectures=$(dpkg --print-architecture) ;;
    *)
      sed -n '2,8s/^# //p' "$0" >&2
      exit 64
      ;;
  esac
  shift 2
done

say() { printf '== %s\n' "$*" >&2; }
version=$(git show HEAD:CMakeLists.txt | sed -n 's/^project(ramal VERSION \([^ )]*\).*/\1/p')
commit=$(git rev-parse HEAD)
changelog=$(mktemp)
git show HEAD:debian/changelog >"$changelog"
seconds=$(dpkg-parsechangelog --file "$changelog" --show-field Timestamp)
packaged=$(dpkg-parsechangelog --file "$changelog" --show-field Version)
rm "$changelog"
[ "$packaged" = "$version" ] || {
  echo "debian/changelog is of $packaged, CMakeLists.txt of $version: write an entry (docs/release.md)" >&2
  exit 1
}
[ -z "$(git status --porcelain --untracked-files=no)" ] || say "what is not committed is not in the release"

rm -rf "$output"
mkdir -p "$output"
output=$(cd "$output" && pwd)
work=$PWD/build/packages

say "source archive"
git archive --prefix="ramal-$version/" HEAD | gzip -9n >"$output/ramal-$version.tar.gz"

roots=
for architecture in $architectures; do
  say "packages of $architecture"
  made=$work/made-$architecture
  rm -rf "$made"
  if [ -n "$program" ]; then
    packaging/package_program.sh "$program" "$made" >/dev/null
  else
    packaging/build_packages.sh --architecture "$architecture" --output "$made" --folder "$folder" >/dev/null
  fi
  cp "$made"/*.deb "$output/"  # ramal-doc is the same from each
  packaging/fetch_root.sh "$architecture" "$work/image-$architecture" "$made/ramal_${version}_$architecture.deb"
  roots="$roots --root $architecture=$work/image-$architecture"
done

say "image"
# shellcheck disable=SC2086 # words
packaging/make_image.py --version "$version" --revision "$commit" --time "$seconds" --tag "$version" \
  --output "$output/image" $roots >"$output/ramal-$version-image.digest"
tar --sort=name --mtime="@$seconds" --owner=0 --group=0 --numeric-owner --format=ustar --mode=go=rX,u+rw,a-s \
  -cf "$output/ramal-$version-image.tar" -C "$output/image" .
rm -r "$output/image"

if [ -n "${RAMAL_GNUPGHOME:-}" ]; then
  say "apt repository"
  packaging/make_repository.sh "$output/apt" "$seconds" "$RAMAL_GNUPGHOME" "$output"/*.deb
else
  say "no apt repository: RAMAL_GNUPGHOME is not set"
fi

sums=$(cd "$output" && find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum)
printf '%s\n' "$sums" >"$output/SHA256SUMS"
if [ -n "${RAMAL_MINISIGN_KEY:-}" ]; then
  minisign -S -q -s "$RAMAL_MINISIGN_KEY" -c "signature of Ramal $version" -t "ramal $version $commit" \
    -m "$output/SHA256SUMS" </dev/null
else
  say "no signature: RAMAL_MINISIGN_KEY is not set"
fi
say "$output has Ramal $version"
