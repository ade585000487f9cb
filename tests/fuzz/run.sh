#!/usr/bin/env bash
# Runs the built fuzz targets from their seeds, two side by side: tests/fuzz/run.sh SECONDS [TARGET...]
# RAMAL_FUZZ_SEED makes a run repeatable. What they find stays in build/fuzz/findings, what they learn in
# build/fuzz/corpus. Last line: N passed, N failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ "${1:-}" = one ]; then # SECONDS TARGET
  seconds=$2 target=$3 log=build/fuzz/findings/$3.log
  case $target in
    fuzz_plan_* | fuzz_key_echo | fuzz_native_event) dictionary=json ;;
    fuzz_config) dictionary=yaml ;;
    *) dictionary=http ;;
  esac
  mkdir -p "build/fuzz/corpus/$target"
  timeout $((seconds + 60)) "build/fuzz/tests/fuzz/$target" -max_total_time="$seconds" -seed="${RAMAL_FUZZ_SEED:-0}" \
    -timeout=10 -rss_limit_mb=2048 -dict="tests/fuzz/$dictionary.dict" -artifact_prefix="build/fuzz/findings/$target-" \
    "build/fuzz/corpus/$target" "tests/fuzz/seeds/$target" >"$log" 2>&1 ||
    { echo "FAILED $target" && tail -n 40 "$log" && exit; }
  echo "ok     $target: $(sed -n 's/^Done //p' "$log")"
  exit
fi

seconds=$1
shift
rm -rf build/fuzz/findings && mkdir -p build/fuzz/findings
if [ $# -eq 0 ]; then
  mapfile -t all < <(find tests/fuzz -name 'fuzz_*.cpp' -printf '%f\n' | sort)
  set -- "${all[@]%.cpp}"
fi
results=$(printf '%s\n' "$@" | xargs -P 2 -n 1 bash tests/fuzz/run.sh one "$seconds")
printf '%s\n' "$results"
passed=$(grep -c '^ok ' <<<"$results" || true)
echo "$passed passed, $(($# - passed)) failed"
[ "$passed" -eq $# ]
