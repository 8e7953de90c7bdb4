#!/bin/sh
# Sets up .venv for `make run` (setup.sh run) or for `make test` (setup.sh dev); does nothing when it is up to date.
# For `run`, voices are added, too; further arguments are those that `callcast run` will get.
set -eu
cd "$(dirname "$0")/.."
what=${1:?usage: setup.sh run|dev}
shift
venv=${VENV:-.venv}

. scripts/system.sh

find_python() {
  for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10; do
    if "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      echo "$python"
      return 0
    fi
  done
  return 1
}

find_python >/dev/null || system false python3 python3-venv || exit 1
python=$(find_python) || { echo "setup: Callcast needs Python 3.10 to 3.13; please install one." >&2; exit 1; }
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
# Debian's python3 has no ensurepip until python3-venv is there.
system "$python -c 'import venv, ensurepip'" "python$version-venv" || exit 1

# What boards are written with; other systems have such fonts.
if [ "$(uname -s)" = Linux ]; then
  system "fc-list | grep -q 'Noto Sans CJK TC'" fontconfig fonts-noto-cjk || true
fi

if [ "$what" = dev ]; then
  # The players that the tests listen with; tests of an absent one are skipped and say so.
  system "command -v ffmpeg" ffmpeg || true
  system "command -v cvlc" vlc-bin vlc-plugin-base || true
  system "gst-inspect-1.0 rtspsrc && gst-inspect-1.0 avdec_aac && gst-inspect-1.0 opusdec" gstreamer1.0-tools \
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav || true
  # The servers that they push to.
  gst_server='import gi; gi.require_version("GstRtspServer", "1.0"); from gi.repository import GstRtspServer'
  system "/usr/bin/python3 -c '$gst_server'" python3-gi gir1.2-gst-rtsp-server-1.0 || true
  ./scripts/xiu.sh
  # Recorded syllables, which the clip bank is tested with.
  system "test -d /usr/share/gcin-voice/ogg" gcin-voice || true
  # What the system's voices are spoken by, where pyttsx3 is tested.
  system "command -v espeak-ng" espeak-ng || true
  # What opens the pages.
  system "command -v chromium || command -v google-chrome" chromium || true
  # A sound card that is none, for what plays on one.
  system "ldconfig -p | grep -q libportaudio && command -v pulseaudio && command -v parec && \
    ls /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so" libportaudio2 pulseaudio pulseaudio-utils libasound2-plugins || true
fi

stamp="$what $version $(cat pyproject.toml constraints.txt | cksum)"
if [ "$(cat "$venv/.stamp-$what" 2>/dev/null)" = "$stamp" ]; then
  if [ "$what" = run ]; then . scripts/voices.sh; fi
  exit 0
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "setup: installing Callcast into $venv"
extra=""
[ "$what" = dev ] && extra="[dev]"
# The speech engines with models, 400 MB: beside the main Python only; elsewhere their tests are skipped.
[ "$what" = dev ] && [ "$venv" = .venv ] && extra="[dev,voices]"
# As an environment variable the constraints hold for the build's own packages too.
PIP_CONSTRAINT=constraints.txt "$venv/bin/python" -m pip install -q --disable-pip-version-check -e ".$extra"
echo "$stamp" >"$venv/.stamp-$what"
if [ "$what" = run ]; then . scripts/voices.sh; fi
