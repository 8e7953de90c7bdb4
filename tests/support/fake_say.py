"""macOS's `say`, as far as we use it, spoken by espeak. See `programs`."""

import sys

from tests.support.spoken_wav import spoken

LISTED = """\
Albert              en_US    # Hello! My name is Albert.
Bad News            en_US    # Hello! My name is Bad News.
Daniel              en_GB    # Hello! My name is Daniel.
Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.
Kyoko               ja_JP    # こんにちは! 私の名前はKyokoです。
Majed               ar_001   # مرحبًا! اسمي ماجد.
Meijia              zh_TW    # 你好，我叫美佳。
Samantha            en_US    # Hello! My name is Samantha.
"""
VOICES = {"en_US": "en-us", "en_GB": "en", "de_DE": "de", "ja_JP": "ja", "ar_001": "ar", "zh_TW": "cmn"}


def main(arguments: list[str]) -> int:
    if arguments == ["-v", "?"]:
        sys.stdout.buffer.write(LISTED.encode())
        return 0
    voice, rate, out = (arguments[arguments.index(name) + 1] for name in ("-v", "-r", "-o"))
    assert arguments[-4:] == ["--file-format=WAVE", "--data-format=LEI16@22050", "-f", "-"]
    assert rate.isdecimal()
    tags = [line[: line.index("#")].split()[-1] for line in LISTED.splitlines() if line.startswith(voice + " ")]
    if not tags:
        sys.stderr.write(f"Voice `{voice}' not found.\n")
        return 1
    text = sys.stdin.buffer.read().decode()
    assert "[[" not in text
    with open(out, "wb") as file:  # noqa: PTH123 - a program as plain as can be
        file.write(spoken(VOICES[tags[0]], text))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
