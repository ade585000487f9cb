#!/usr/bin/env bash
# clang-tidy over all of the product, by .clang-tidy: any finding fails. What is compiled together is looked at together.
# The last line is the count of translation units.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tree=build/tidy

cmake --preset clang -B "$tree" -DRAMAL_UNITY=ON -DRAMAL_TESTS=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >"$tree.log" 2>&1 || {
  cat "$tree.log"
  exit 1
}
ninja -C "$tree" -t targets all | sed -n 's/^\(.*\.pch\): .*/\1/p' | xargs ninja -C "$tree" >>"$tree.log" 2>&1 || {
  cat "$tree.log"
  exit 1
}

look_at() {
  clang-tidy -quiet -p "$1" "$2" 2>/dev/null && echo "ok     $2" || echo "FAILED $2"
}
export -f look_at
# Not what CMake writes for itself, and not the libraries' code.
python3 - "$tree" <<'PYTHON' | xargs -d '\n' -P "$(nproc)" -I{} bash -c 'look_at "$0" "$1"' "$tree" {} | tee "$tree.found"
import json, sys
for command in json.load(open(sys.argv[1] + "/compile_commands.json")):
    file = command["file"]
    if not any(part in file for part in ("cmake_pch", "/generated/", "/cmake/asio.cpp")):
        print(file)
PYTHON
passed=$(grep -c '^ok ' "$tree.found" || true)
failed=$(grep -c '^FAILED ' "$tree.found" || true)
[ "$passed" -gt 0 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
