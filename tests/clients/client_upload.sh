#!/usr/bin/env bash
# curl: a form with a file, the same chunked, and a file back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -c 3000000 /dev/urandom >"$folder/audio.ogg"
send() { curl -sS -m 20 --fail-with-body -H "apikey: $API_KEY" "$@"; }
send -F number=5511988887777 -F "file=@$folder/audio.ogg" "$BASE_URL/send/media" | grep -q '"type": "multipart/form-data'
sum=$(sha256sum <"$folder/audio.ogg" | cut -d ' ' -f 1)
send -T "$folder/audio.ogg" -X POST -H 'Transfer-Encoding: chunked' -H 'Expect: 100-continue' "$BASE_URL/send/media" |
  grep -q "$sum"
send -o "$folder/back" "$BASE_URL/user/avatar?bytes=2000000"
[ "$(stat -c %s "$folder/back")" = 2000000 ]
[ "$(curl -s -o /dev/null -w '%{http_code}' -H "apikey: $API_KEY" "$BASE_URL/instance/all")" = 403 ]
