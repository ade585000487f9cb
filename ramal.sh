#!/bin/sh
# Ramal from a fresh clone on Debian 12. `./ramal.sh help` lists the commands.
set -eu
cd "$(dirname "$0")"

# Names of packages that have a version in them, on Debian 12 and 13. The tree is formatted by one version alone, which
# Debian 13 has not.
case $( (. /etc/os-release && echo "$VERSION_ID") 2>/dev/null) in
  13) boost=1.83 clang_runtime=libclang-rt-19-dev clang_tidy=clang-tidy clang_format= ;;
  *) boost=1.81 clang_runtime=libclang-rt-14-dev clang_tidy=clang-tidy-14 clang_format=clang-format-14 ;;
esac
build_packages="cmake ninja-build g++ pkg-config libboost$boost-dev libboost-json$boost-dev libboost-url$boost-dev
  libssl-dev libyaml-cpp-dev libspdlog-dev libcli11-dev libc-ares-dev libsimdjson-dev libsqlite3-dev"
# What the release suite needs; test_packages: what the other parts need besides.
suite_packages="catch2 curl ca-certificates openssl python3 php-cli php-curl nginx-light haproxy caddy python3-yaml
  systemd logrotate $clang_format"
test_packages="clang $clang_runtime $clang_tidy llvm valgrind libbenchmark-dev chromium"
# What packages a program that is there, and tries the packages; release_packages: what makes and tries a release.
trial_packages="debhelper dpkg-dev mmdebstrap apt-utils gpg minisign binutils git util-linux"
release_packages="cmake lintian shellcheck docker-compose systemd-container qemu-user-static"
hurl_packages="libcurl4-openssl-dev libxml2-dev libclang-dev pkg-config"  # what Hurl is built from
swagger_ui=5.35.0  # the page /docs, which is optional
demo_packages=curl  # the demo's lines begin with it
program=build/release/proxy/ramal

usage() {
  cat <<'TEXT'
usage: ./ramal.sh COMMAND
  demo [ARGUMENTS]  install what is missing, build, run the gateway with the reference engine
                    (--listen ADDRESS, --port N, --webhook URL, --evolution-go URL, --speed X, --seed N)
  docs              fetch Swagger UI by npm: the demo's page /docs then shows the call routes
  build             install what is missing, build build/release/proxy/ramal
  test              install, build and run every test: release, ASan+UBSan, TSan (clang), real clients, fuzz targets,
                    instructions a request, clang-tidy
  test --fast       the release suite alone
  test --tidy       clang-tidy alone
  test --packages   build the packages and the image, install, upgrade, run and remove them; Hurl, to play its file
  bench [--quick]   install the peers (nginx, HAProxy, Caddy, Envoy), build, measure Ramal beside them
  help              this text
Nothing that did not change is built twice. All that is built lies in build/.
TEXT
}

say() { printf '%s\n' "== $*" >&2; }
fail() {
  printf '%s\n' "ramal.sh: $*" >&2
  exit 1
}

# --- packages ---

missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
  done
}

# How this user becomes root: nothing for root, else sudo. sudo may ask for a password where somebody can type one:
# it reads the terminal, so that a command's own input may be empty.
root_command() {
  [ "$(id -u)" -ne 0 ] || return 0
  if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    printf sudo
  else
    fail "Debian packages are missing, and sudo cannot be used here. As root: apt-get install $missing"
  fi
}

install_packages() {
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || fail "Ramal builds on Debian 12; here is no apt-get. It needs: $missing"
  sudo=$(root_command) || exit 1
  # Here, and not in the background, sudo asks for a password.
  [ -z "$sudo" ] || sudo true || fail "sudo refused. As root: apt-get install $missing"
  say "installing $(echo "$missing" | wc -w) packages and what they need (the log is build/packages.log): $missing"
  mkdir -p build
  # shellcheck disable=SC2086 # a word, or none
  $sudo apt-get update -q </dev/null >build/packages.log 2>&1 || say "some package lists are not fresh"
  # shellcheck disable=SC2086 # lists of words
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=120 $missing </dev/null >>build/packages.log 2>&1 && return 0
  tail -n 20 build/packages.log >&2
  fail "apt-get failed: its last lines are above, all of them are in build/packages.log"
}

# A Node that is already there, wherever it came from, is the one to use.
packages_for_node() {
  command -v node >/dev/null || printf 'nodejs '
  command -v npm >/dev/null || printf 'npm '
}

packages_for_python() { python3 -m pip --version >/dev/null 2>&1 || printf 'python3-pip '; }

# --- building ---

# configure PRESET [OPTION...]. Whether ccache is used is decided once for each build folder: a ccache that is installed
# later would rebuild everything. Another clone's objects are found again: paths are relative and out of the hash.
configure() {
  preset=$1 cache=build/$1/CMakeCache.txt
  shift
  launcher=
  if [ ! -f "$cache" ]; then
    command -v ccache >/dev/null && launcher=ccache
    set -- "$@" "-DCMAKE_C_COMPILER_LAUNCHER=$launcher" "-DCMAKE_CXX_COMPILER_LAUNCHER=$launcher"
  elif grep -q '^CMAKE_CXX_COMPILER_LAUNCHER:.*=ccache' "$cache" && ! command -v ccache >/dev/null; then
    set -- "$@" -DCMAKE_C_COMPILER_LAUNCHER= -DCMAKE_CXX_COMPILER_LAUNCHER=
  fi
  CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
  export CCACHE_NOHASHDIR CCACHE_SLOPPINESS
  case $PWD in
    *\$*) ;;  # ccache would take the rest for a variable
    *) export CCACHE_BASEDIR="$PWD" ;;
  esac
  mkdir -p "build/$preset"
  cmake --preset "$preset" "$@" >"build/$preset/configure.log" 2>&1 && return 0
  cat "build/$preset/configure.log" >&2
  return 1
}

# One line that changes, where somebody looks; the log has all of it, and what failed is shown.
show_progress() {
  terminal=0
  [ ! -t 2 ] || terminal=1
  awk -v log_file="$1" -v terminal="$terminal" '
    { print > log_file; fflush(log_file) }
    terminal && /^\[[0-9]+\/[0-9]+\]/ { printf "\r   %s steps", $1 > "/dev/stderr"; shown = 1 }
    /^FAILED:/ { failed = 1; if (shown) print "" > "/dev/stderr"; shown = 0 }
    /^\[[0-9]+\/[0-9]+\]/ { failed = 0 }
    failed { print > "/dev/stderr" }
    END { if (shown) print "" > "/dev/stderr" }'
}

# run_build PRESET [ARGUMENT...]
run_build() {
  preset=$1 log=build/$1/build.log
  shift
  { cmake --build "build/$preset" "$@" 2>&1 && echo 0 >"build/$preset/build.rc" || echo 1 >"build/$preset/build.rc"; } |
    show_progress "$log"
  [ "$(cat "build/$preset/build.rc")" = 0 ] && return 0
  say "the build failed: the whole log is $log"
  return 1
}

# build_program [PACKAGE...]: further packages to install
build_program() {
  # shellcheck disable=SC2086
  install_packages $build_packages "$@"
  # Without tests only if they were never configured: what they need may not be installed.
  [ -f build/release/build.ninja ] || configure release -DRAMAL_TESTS=OFF
  say "building $program (the log is build/release/build.log)"
  case $PWD in
    *\&*) say "ninja builds everything again each time, since this folder's name has an &: use another name" ;;
  esac
  run_build release --target ramal
}

build_preset() {
  say "building $1 (the log is build/$1/build.log)"
  configure "$1" -DRAMAL_TESTS=ON && run_build "$1"
}

# --- testing: each part leaves its counts in `passed` and `failed` ---

total_passed=0
total_failed=0
summary=

finish_part() {
  name=$1 started=$2
  if [ $((passed + failed)) -eq 0 ]; then
    say "$name: no test ran"
    failed=1
  fi
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
  line=$(printf '%-16s %5d passed, %d failed (%d s)' "$name" "$passed" "$failed" $(($(date +%s) - started)))
  say "$line"
  summary="$summary$line
"
}

# One line for each test is too much to read: failures are shown, with what they printed. Most tests wait more than they
# compute; with a sanitizer less so.
run_ctest() {
  jobs=$(($(nproc) + 1))
  [ "$1" != release ] || jobs=$(($(nproc) * 2))
  { ctest --test-dir "build/$1" -j "$jobs" --output-on-failure --no-tests=error --output-junit tests.xml 2>&1 &&
    echo 0 >"build/$1/ctest.rc" || echo 1 >"build/$1/ctest.rc"; } |
    grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test +#[0-9]+:.* Passed )' || true
}

# In ctest's file every test that is not status="run" failed or could not start.
count_ctest() {
  results=build/$1/tests.xml
  if [ -f "$results" ]; then
    passed=$(grep -c '<testcase .*status="run"' "$results" || true)
    failed=$(grep '<testcase ' "$results" | grep -cv 'status="run"' || true)
  fi
  [ "$(cat "build/$1/ctest.rc")" = 0 ] || [ "$failed" -gt 0 ] || failed=1
}

suite_part() {
  started=$(date +%s) passed=0 failed=0
  if build_preset "$1"; then
    say "testing $1"
    rm -f "build/$1/tests.xml" "build/$1/ctest.rc"
    run_ctest "$1"
    count_ctest "$1"
  else
    say "$1 cannot be built"
    failed=1
  fi
  finish_part "$1" "$started"
}

# unpack_node NAME VERSION [PART]: of a package its own files alone: a node of n8n would install n8n, and Swagger UI a script
# that reports home.
unpack_node() {
  folder=build/clients/node_modules/$1
  mkdir -p "$folder" && (cd build/clients && npm pack --silent "$1@$2" </dev/null) >/dev/null &&
    tar -xzf "build/clients/$1-$2.tgz" -C "$folder" --strip-components=1 ${3:+"package/$3"} &&
    rm "build/clients/$1-$2.tgz"
}

# What the Node clients need, installed outside the tree, once for each lock file.
install_node_packages() {
  cmp -s tests/clients/package-lock.json build/clients/package-lock.json &&
    [ -d build/clients/node_modules/n8n-nodes-base ] && [ -d build/clients/node_modules/swagger-ui-dist ] && return
  mkdir -p build/clients && rm -f build/clients/package-lock.json
  cp tests/clients/package.json build/clients/ && cp tests/clients/package-lock.json build/clients/ &&
    npm ci --prefix build/clients --no-audit --no-fund --loglevel=error </dev/null &&
    unpack_node n8n-nodes-evolution-api 1.0.4 && unpack_node n8n-nodes-base 2.41.2 dist/nodes/Webhook &&
    unpack_node swagger-ui-dist "$swagger_ui" && return
  rm -f build/clients/package-lock.json
  return 1
}

# install_python_packages FOLDER: what tests/FOLDER/requirements.txt names.
install_python_packages() {
  cmp -s "tests/$1/requirements.txt" "build/$1/requirements.txt" && return
  mkdir -p "build/$1" && rm -rf "build/$1/python" &&
    python3 -m pip install --quiet --disable-pip-version-check --target "build/$1/python" \
      --requirement "tests/$1/requirements.txt" </dev/null && cp "tests/$1/requirements.txt" "build/$1/"
}

# counted_part NAME LOG COMMAND...: the command's last line is `N passed, N failed`.
counted_part() {
  part=$1 log=$2
  shift 2
  "$@" >"$log" 2>&1 </dev/null && status=0 || status=1
  cat "$log"
  counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log" | tail -n 1)
  passed=${counts% *} failed=${counts#* }
  passed=${passed:-0} failed=${failed:-0}
  [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  finish_part "$part" "$started"
}

clients_part() {
  started=$(date +%s) passed=0 failed=1
  if install_node_packages && install_python_packages clients; then
    counted_part "clients, $1" "build/clients/$1.log" \
      python3 -B tests/clients/run.py --ramal "build/$1/proxy/ramal" --node-modules build/clients/node_modules
  else
    say "npm or pip could not install what the clients need"
    finish_part "clients, $1" "$started"
  fi
}

fuzz_part() {
  started=$(date +%s) passed=0 failed=1
  say "building fuzz"
  if configure fuzz && run_build fuzz --target fuzz_targets; then
    counted_part fuzz build/fuzz/run.log env RAMAL_FUZZ_SEED=1 tests/fuzz/run.sh 20
  else
    say "fuzz cannot be built"
    finish_part fuzz "$started"
  fi
}

guard_part() {
  started=$(date +%s)
  mkdir -p build/bench
  counted_part guard build/bench/guard.log bench/run.sh guard
}

# All processors look at the product's sources; nothing is compiled.
tidy_part() {
  started=$(date +%s)
  mkdir -p build
  counted_part tidy build/tidy-findings.log python3 -B tests/tidy.py
}

# Keys of one's own, since nothing that the test signs goes anywhere; older than any release.
make_test_keys() {
  keys=build/packages/keys
  [ ! -f "$keys/minisign.key" ] || return 0
  rm -rf "$keys" && mkdir -p "$keys/gnupg" && chmod 0700 "$keys/gnupg" &&
    minisign -G -W -p "$keys/minisign.pub" -s "$keys/minisign.key.part" </dev/null >/dev/null &&
    gpg --homedir "$keys/gnupg" --batch --quiet --faked-system-time '1700000000!' --passphrase '' \
      --quick-generate-key "Ramal's tests <tests@ramal.invalid>" ed25519 sign never </dev/null 2>/dev/null &&
    mv "$keys/minisign.key.part" "$keys/minisign.key"
}

# make_dist NAME ARGUMENT...: a release, in build/packages/NAME
make_dist() {
  dist=build/packages/$1
  shift
  RAMAL_MINISIGN_KEY=$PWD/build/packages/keys/minisign.key RAMAL_GNUPGHOME=$PWD/build/packages/keys/gnupg \
    packaging/make_release.sh --output "$dist" "$@" >"$dist.log" 2>&1 </dev/null && return 0
  tail -n 40 "$dist.log" >&2
  say "the release cannot be made: the whole log is $dist.log"
  return 1
}

# The program that the suite has tested, in packages and an image that are installed and make a call. What a release needs
# besides, which compiles it twice, is behind --packages.
trial_part() {
  started=$(date +%s) passed=0 failed=1
  mkdir -p build/packages
  if make_test_keys && make_dist trial --program "$program"; then
    counted_part "packages, trial" build/packages/trial-tests.log \
      python3 -B tests/packages/run.py --trial --ramal "$program" --dist build/packages/trial
  else
    finish_part "packages, trial" "$started"
  fi
}

# The second release is made where nothing of the first one helps but the compiler's cache: it must be the same.
packages_part() {
  started=$(date +%s) passed=0 failed=1
  mkdir -p build/packages
  say "making two releases (the logs are build/packages/*.log)"
  if install_python_packages packages && make_test_keys && make_dist dist --folder one &&
    make_dist dist2 --folder two; then
    counted_part packages build/packages/tests.log env PYTHONPATH="$PWD/build/packages/python" \
      python3 -B tests/packages/run.py --dist build/packages/dist --again build/packages/dist2 --machine
  else
    finish_part packages "$started"
  fi
}

# Rust's own installer alone has Hurl, and builds it for minutes: where no cargo is new enough, it is left out.
hurl_part() {
  started=$(date +%s) passed=0 failed=1
  if ! command -v hurl >/dev/null && [ ! -x build/hurl/bin/hurl ]; then
    newest=$( (cargo --version 2>/dev/null | cut -d' ' -f2; echo 1.95.0) | sort -V | tail -n 1)
    if ! cargo --version 2>/dev/null | grep -qF " $newest "; then
      say "Hurl is left out: it needs cargo 1.95 or newer"
      return
    fi
    say "building Hurl (the log is build/hurl.log)"
    cargo install --locked --version 8.0.1 --root build/hurl hurl >build/hurl.log 2>&1 </dev/null || {
      tail -n 20 build/hurl.log >&2
      finish_part hurl "$started"
      return
    }
  fi
  mkdir -p build/clients
  if build_program; then
    counted_part hurl build/clients/hurl.log \
      python3 -B tests/clients/run.py --ramal "$program" --node-modules build/clients/node_modules --only check_hurl
  else
    finish_part hurl "$started"
  fi
}

print_totals() {
  printf '\n%s' "$summary"
  printf '%d passed, %d failed\n' "$total_passed" "$total_failed"
  [ "$total_failed" -eq 0 ]
}

test_fast() {
  # shellcheck disable=SC2086
  install_packages $build_packages $suite_packages
  suite_part release
  print_totals
}

test_tidy() {
  # shellcheck disable=SC2086
  install_packages $build_packages clang $clang_tidy python3
  tidy_part
  print_totals
}

test_release() {
  # shellcheck disable=SC2046,SC2086
  install_packages $trial_packages $release_packages $hurl_packages python3 python3-yaml curl ca-certificates \
    $(packages_for_python)
  packages_part
  hurl_part
  print_totals
}

test_everything() {
  # shellcheck disable=SC2046,SC2086
  install_packages $build_packages $suite_packages $test_packages $trial_packages $(packages_for_node) \
    $(packages_for_python)
  UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
  TSAN_OPTIONS=${TSAN_OPTIONS:-second_deadlock_stack=1}
  export UBSAN_OPTIONS TSAN_OPTIONS
  suite_part release
  clients_part release
  trial_part
  suite_part asan
  clients_part asan
  suite_part tsan
  fuzz_part
  guard_part
  tidy_part
  print_totals
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
  demo)
    build_program $demo_packages
    [ ! -f build/swagger-ui/swagger-ui-bundle.js ] || set -- --docs-dir build/swagger-ui "$@"
    exec "$program" demo "$@"
    ;;
  docs)
    command -v npm >/dev/null || fail "this needs npm: apt-get install npm"
    mkdir -p build/swagger-ui
    (cd build && npm pack --silent "swagger-ui-dist@$swagger_ui" </dev/null) >/dev/null &&
      tar -xzf "build/swagger-ui-dist-$swagger_ui.tgz" -C build/swagger-ui --strip-components=1 \
        package/swagger-ui-bundle.js package/swagger-ui.css package/LICENSE package/NOTICE &&
      rm "build/swagger-ui-dist-$swagger_ui.tgz" && say "build/swagger-ui has it: start the demo again"
    ;;
  build) build_program ;;
  bench)
    # shellcheck disable=SC2046,SC2086
    install_packages $build_packages $(bench/run.sh packages)
    exec bench/run.sh "$@"
    ;;
  test)
    case "$*" in
      '') test_everything ;;
      --fast) test_fast ;;
      --tidy) test_tidy ;;
      --packages) test_release ;;
      *)
        usage >&2
        exit 64
        ;;
    esac
    ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 64
    ;;
esac
