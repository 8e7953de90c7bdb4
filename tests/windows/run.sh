#!/bin/sh
# `make test-windows`: Windows' own Python under Wine, with what Callcast needs on Windows, and the tests that run there.
# All of it lies in a cache folder outside the project and is kept; nothing of it runs when this ends.
set -eu
cd "$(dirname "$0")/../.."
source=../shared/windows
home=${CALLCAST_TEST_CACHE:-$HOME/.cache/callcast-test}/windows
venv=${VENV:-.venv}

skip() {
  echo "test-windows: skipped: $1"
  exit 0
}

[ -d "$source" ] || skip "there is no Windows Python in $source"
./scripts/setup.sh dev
. scripts/system.sh
system "command -v wine && command -v x86_64-w64-mingw32-gcc" wine wine64 gcc-mingw-w64-x86-64 ||
  skip "Wine is not installed"

mkdir -p "$home"
exec 9>"$home/lock"
flock -w 900 9 || skip "another run holds $home"

export WINEPREFIX="$home/prefix" WINEARCH=win64 WINEDEBUG=-all
# No desktop entries, no debugger beside what crashes, no questions about .NET and HTML engines.
export WINEDLLOVERRIDES="winemenubuilder.exe=d;winedbg.exe=d;mscoree=d;mshtml=d"
unset DISPLAY WAYLAND_DISPLAY || true
end() { wineserver -k 9>&- 2>/dev/null || true; }
trap end EXIT
trap 'exit 130' INT TERM

# once NAME INPUTS COMMAND...: run it unless it was done with the same inputs before.
once() {
  name=$1 stamp=$2
  shift 2
  if [ "$(cat "$home/stamp-$name" 2>/dev/null)" = "$stamp" ]; then return 0; fi
  echo "test-windows: making $name"
  "$@" 9>&-
  echo "$stamp" >"$home/stamp-$name"
}

make_prefix() {
  rm -rf "$WINEPREFIX"
  # Wine poses as Windows 7 by default. Its standard handles must be pipes.
  timeout 300 wine winecfg -v win10 </dev/null 2>&1 | cat
}

make_python() {
  rm -rf "$home/python"
  "$venv/bin/python" -m zipfile -e "$source"/python-*-win64.zip "$home/python"
  # A DLL that Windows has and Wine 8 lacks; pydantic needs it.
  x86_64-w64-mingw32-gcc -shared -o "$home/python/bcryptprimitives.dll" "$source/bcryptprimitives.c" -ladvapi32
}

make_site() {
  rm -rf "$home/site"
  "$venv/bin/python" tests/windows/packages.py >"$home/packages.txt"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-compile --platform win_amd64 \
    --python-version 3.11 --implementation cp --only-binary=:all: --target "$home/site" -r "$home/packages.txt"
}

once prefix "$(wine --version)" make_prefix
once python "$(cat "$source"/* | cksum)" make_python
once site "$(cat pyproject.toml constraints.txt tests/windows/packages.py | cksum)" make_site
# Callcast itself is run from src; this tells its Python of the entry points.
rm -rf "$home/entry"
mkdir "$home/entry"
cp -R "$venv"/lib/python3*/site-packages/callcast-*.dist-info "$home/entry/"
CALLCAST_TEST_WINDOWS="$home" "$venv/bin/python" -m pytest tests/windows "$@" 9>&-
