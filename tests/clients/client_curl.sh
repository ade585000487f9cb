#!/usr/bin/env bash
# curl: start, get until connected, list, hang up.
set -euo pipefail

call() { curl -sS -m 10 -H "apikey: $API_KEY" -w '\n%{http_code}\n' "$@"; }
# expect STATUS TEXT: of the answer in $answer
expect() {
  if [[ $(tail -n 1 <<<"$answer") != "$1" || $answer != *"$2"* ]]; then
    echo "wanted $1 and $2, got: $answer" >&2
    exit 1
  fi
}

answer=$(call -d '{"number":"5511988880001"}' "$BASE_URL/call/start")
expect 201 '"message":"success"'
expect 201 '"state":"ringing"'
id=$(grep -o '"callId":"[^"]*"' <<<"$answer" | head -n 1 | cut -d '"' -f 4)

deadline=$((SECONDS + 20))
until answer=$(call "$BASE_URL/call/get?callId=$id") && [[ $answer == *'"state":"active"'* ]]; do
  if ((SECONDS > deadline)); then expect 200 '"state":"active"'; fi
done
expect 200 "\"callId\":\"$id\""

answer=$(call "$BASE_URL/call/list?limit=25")
expect 200 "\"callId\":\"$id\""

answer=$(call -d "{\"callId\":\"$id\"}" "$BASE_URL/call/hangup")
expect 200 '"state":"ended"'
answer=$(call "$BASE_URL/call/get?callId=$id")
expect 200 '"state":"ended"'

answer=$(call "$BASE_URL/call/get?callId=nobody")
expect 404 '{"error":"call not found","code":"CALL_NOT_FOUND"}'
answer=$(call -H 'apikey: wrong' "$BASE_URL/call/list")
expect 401 '{"error":"not authorized"}'
