# For `. scripts/system.sh`: what the system lacks is installed by apt as root or by sudo; otherwise it is said what to type.

# system COMMAND-OR-TEST PACKAGES...: install PACKAGES unless the test succeeds; 1 when it could not.
system() {
  test=$1
  shift
  if eval "$test" >/dev/null 2>&1; then return 0; fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: please install what Debian calls: $*" >&2
    return 1
  fi
  if [ "$(id -u)" = 0 ]; then root=""; elif sudo -n true 2>/dev/null; then root="sudo"; else
    echo "setup: please type: sudo apt-get install $*" >&2
    return 1
  fi
  echo "setup: installing $*"
  $root apt-get -q -o DPkg::Lock::Timeout=120 update >/dev/null || true
  DEBIAN_FRONTEND=noninteractive $root apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" >/dev/null
}
