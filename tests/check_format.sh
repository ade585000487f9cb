#!/bin/sh
# check_format.sh CLANG_FORMAT, in the root of the tree: fails and shows where a source is not formatted as .clang-format says.
set -eu
folders="auth bench cmake config contract engine events proxy routes store tests"
# shellcheck disable=SC2086 # words
count=$(find $folders -name '*.[ch]pp' | wc -l)
[ "$count" -gt 0 ] || { echo "no sources in: $folders" >&2; exit 1; }
# shellcheck disable=SC2086
if find $folders -name '*.[ch]pp' -print0 | xargs -0 "$1" --dry-run --Werror --ferror-limit=1; then
  echo "$count files are formatted"
else
  echo "format them: clang-format-14 -i FILE" >&2
  exit 1
fi
