#!/bin/sh
# make_repository.sh FOLDER SECONDS GNUPG_HOME PACKAGE.deb...
# An apt repository as static files, for any web server. SECONDS: the time that stands in it. GNUPG_HOME: a gpg folder with
# one secret key, which signs it (ed25519: the same input gives the same signature) and is older than SECONDS.
# FOLDER/ramal.asc is the public key.
set -eu
[ $# -ge 4 ] || {
  sed -n '2,5s/^# //p' "$0" >&2
  exit 64
}
folder=$1 seconds=$2 gnupg=$3
shift 3
suite=stable
rm -rf "$folder"
mkdir -p "$folder/pool/main/r/ramal"
cp "$@" "$folder/pool/main/r/ramal/"
sign() {
  gpg --homedir "$gnupg" --batch --yes --quiet --faked-system-time "$seconds!" "$@" 2>/dev/null || {
    echo "gpg cannot sign with the key in $gnupg: is it older than $(date -ud "@$seconds")?" >&2
    exit 1
  }
}
gpg --homedir "$gnupg" --batch --quiet --armor --export >"$folder/ramal.asc"
cd "$folder"
export LC_ALL=C SOURCE_DATE_EPOCH="$seconds"

for architecture in amd64 arm64; do
  index=dists/$suite/main/binary-$architecture
  mkdir -p "$index"
  apt-ftparchive --arch "$architecture" packages pool >"$index/Packages"
  gzip -9nc "$index/Packages" >"$index/Packages.gz"
done
release=$(mktemp)
apt-ftparchive -o APT::FTPArchive::Release::Origin=Ramal -o APT::FTPArchive::Release::Label=Ramal \
  -o APT::FTPArchive::Release::Suite=$suite -o APT::FTPArchive::Release::Codename=$suite \
  -o APT::FTPArchive::Release::Architectures="amd64 arm64" -o APT::FTPArchive::Release::Components=main \
  -o APT::FTPArchive::MD5=false -o APT::FTPArchive::SHA1=false release "dists/$suite" >"$release"
# The time of the sources, where apt-ftparchive has the time of day.
sed "s/^Date: .*/Date: $(date -u -d "@$seconds" '+%a, %d %b %Y %H:%M:%S +0000')/" "$release" >"dists/$suite/Release"
rm "$release"
sign --clearsign --output "dists/$suite/InRelease" "dists/$suite/Release"
sign --armor --detach-sign --output "dists/$suite/Release.gpg" "dists/$suite/Release"
gpgconf --homedir "$gnupg" --kill gpg-agent  # gpg leaves one behind for each folder of keys
