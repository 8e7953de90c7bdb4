"""`callcast run` with outputs of kind `push`: what is wrong is told, nobody sees the password, the others go on."""

from pathlib import Path

from tests.acceptance.instance import Instance, free_port, running, until
from tests.acceptance.wire import Reader

HALL = '[[channels]]\nid = "hall"\nlanguages = ["en"]\n'
BAD = {
    "rtsp://anna:hush@127.0.0.1:{free}/hall?token=hush": "start that server, or correct the port in url",
    "rtsp://anna:hush@127.0.0.1:{web}/hall": "is a web server",
    "rtsp://anna:hush@127.0.0.1:{rtsp}/hall": "takes no publishers (Callcast)",
    "rtsp://anna:hush@no-such-host.invalid/hall": "correct the host in url",
    "gopher://anna:hush@127.0.0.1/hall": "url must begin with one of rtsp://",
}


def settings(instance: Instance) -> str:
    ports = {"free": free_port(), "web": instance.web, "rtsp": instance.rtsp}
    outputs = "".join(f'[[channels.outputs]]\nkind = "push"\nurl = "{url.format(**ports)}"\n' for url in BAD)
    return f"{HALL}{outputs}"


def reasons(instance: Instance) -> list[str]:
    """Why each output that has failed did, in their order."""
    (hall,) = instance.get("/api/channels").json()["items"]
    return [one["reason"] for one in hall["outputs"] if one["reason"]]


def test_what_cannot_be_pushed_to_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, HALL) as instance, Reader(instance.rtsp) as reader:
        instance.configure(settings(instance))
        assert instance.command("reload").returncode == 0
        told = until("all are told", lambda: len(found := reasons(instance)) == len(BAD) and found)
        for reason, remedy in zip(told, BAD.values(), strict=True):
            assert remedy in reason
        doctor = instance.command("doctor").stdout
        assert all(remedy.rstrip(".") in doctor for remedy in BAD.values()), doctor
        everything = doctor + "".join(instance.log) + instance.get("/api/channels").text + instance.get("/metrics").text
        assert "hush" not in everything
        assert "anna" not in everything
        assert not reader.gaps()
