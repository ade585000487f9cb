#!/usr/bin/env bash
# curl, with the options that are given for every call; with `pipe` first, bodies of unknown length.
set -euo pipefail
body=(-d)
if [[ ${1:-} == pipe ]]; then shift; body=(-H 'Transfer-Encoding: chunked' --data-binary @-); fi
call() { curl -sS -m 10 -H "apikey: $API_KEY" "$@"; }
send() {
  if [[ ${body[0]} == -d ]]; then call -H 'Content-Type: application/json' "${@:3}" -d "$2" "$BASE_URL$1"
  else call -X POST -H 'Content-Type: application/json' "${@:3}" "${body[@]}" "$BASE_URL$1" <<<"$2"; fi
}
send /call/start '{"number":"5511987654321"}' "$@"
call "$@" "$BASE_URL/call/list?limit=10"
call "$@" "$BASE_URL/call/get?callId=call_1"
send /call/hangup '{"callId":"call_1"}' "$@"
