#!/usr/bin/env bash
# Every client, from what is installed: python3 with requests, httpx and aiohttp, NODE_PATH with undici and axios,
# PHP_PATH with Debian's php-guzzlehttp-guzzle, go, java.
#   tests/clients/capture/all.sh > contract/cases/real_clients.case
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec python3 capture.py \
  'curl=bash curl.sh' \
  'curl --http2=bash curl.sh --http2' \
  'curl with Expect=bash curl.sh -H "Expect: 100-continue"' \
  'curl from a pipe=bash curl.sh pipe' \
  'curl --http1.0=bash curl.sh --http1.0' \
  'Node fetch=node node.cjs fetch' \
  'Node undici=node node.cjs undici' \
  'Node axios=node node.cjs axios' \
  'Python urllib=python3 python.py urllib' \
  'Python requests=python3 python.py requests' \
  'Python httpx=python3 python.py httpx' \
  'Python aiohttp=python3 python.py aiohttp' \
  'Go net/http=go run client.go' \
  'Go net/http with a stream=go run client.go stream' \
  'Java HttpClient=java Client.java' \
  'PHP cURL=php client.php curl' \
  'PHP Guzzle=php -d include_path="$PHP_PATH" client.php guzzle' \
  'PHP streams=php client.php streams'
