#!/bin/sh
# Builds xiu, a media server that the tests push to, where cargo is: once, into a folder outside of the project. Takes
# ten minutes and more on two cores.
set -eu
version=0.14.0
cache=${CALLCAST_TEST_CACHE:-$HOME/.cache/callcast-test}
if [ -x "$cache/bin/xiu" ]; then exit 0; fi
cargo=$(command -v cargo || echo "$HOME/.cargo/bin/cargo")
if [ ! -x "$cargo" ]; then
  echo "setup: there is no cargo: tests with xiu will be skipped" >&2
  exit 0
fi
echo "setup: building xiu $version in $cache, once"
"$cargo" install -q xiu --version "$version" --root "$cache" || echo "setup: xiu cannot be built here: its tests will be skipped" >&2
