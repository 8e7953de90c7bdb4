"""Payload formats, as clients expect them in SDP and RTP."""

import pytest

from callcast.player.media.profile import AAC, L16, OPUS, PCMA, PCMU, Profile
from callcast.player.outputs.rtsp.payload import aac_unit, audio_specific_config, format_of


@pytest.mark.parametrize(
    ("profile", "rtpmap", "fmtp"),
    [
        (
            AAC,
            "96 mpeg4-generic/48000/1",
            (
                "streamtype=5; profile-level-id=1; mode=AAC-hbr; "
                "sizelength=13; indexlength=3; indexdeltalength=3; config=1188"
            ),
        ),
        (OPUS, "97 opus/48000/2", f"sprop-stereo=0; stereo=0; maxaveragebitrate={OPUS.bit_rate}"),
        (PCMA, "8 PCMA/8000/1", None),
        (PCMU, "0 PCMU/8000/1", None),
        (L16, "98 L16/48000/1", None),
    ],
)
def test_formats(profile: Profile, rtpmap: str, fmtp: str | None) -> None:
    form = format_of(profile)
    assert (form.rtpmap, form.fmtp) == (rtpmap, fmtp)


def test_an_access_unit_has_its_size_in_13_bits() -> None:
    payload = aac_unit(b"x" * 700)
    assert payload[:4] == b"\x00\x10" + (700 << 3).to_bytes(2, "big")
    assert payload[4:] == b"x" * 700


def test_pcm_goes_as_it_is() -> None:
    assert [payload for _, payload in format_of(L16).pack(b"\x01\x02")] == [b"\x01\x02"]


def test_the_config_of_stereo_at_44100() -> None:
    assert audio_specific_config(44_100, 2).hex() == "1210"
