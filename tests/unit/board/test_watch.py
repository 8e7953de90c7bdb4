"""A picture file that is saved, half-written and broken, at any moment."""

import asyncio
import io
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.unit.board.test_pictures import huge_png

from callcast.player.board import watch
from callcast.player.board.watch import PictureFile
from callcast.player.media.picture import Picture

SIZE = (64, 36)
MS = 1_000_000


class Wall:
    """The machine's clock; `now` can be set forward by `ahead` nanoseconds."""

    ahead = 0

    def now(self) -> int:
        return time.perf_counter_ns() + self.ahead

    async def sleep_until(self, ns: int) -> None:
        await asyncio.sleep(max(0, ns - self.now()) / 1e9)


def coded(grey: int, kind: str) -> bytes:
    """A picture of one grey."""
    data = io.BytesIO()
    Image.new("RGB", (640, 360), (grey, grey, grey)).save(data, kind)
    return data.getvalue()


def is_whole(picture: Picture) -> bool:
    """Of one grey: a frame that is half of one picture and half of another is not."""
    return max(picture.rgb) - min(picture.rgb) <= 2


def test_a_change_shows_within_300_ms(tmp_path: Path) -> None:
    path = tmp_path / "image1.jpg"
    path.write_bytes(coded(10, "JPEG"))

    async def scenario() -> list[float]:
        seen: asyncio.Queue[Picture] = asyncio.Queue()
        watching = asyncio.create_task(PictureFile(path, (1280, 720), "contain", Wall(), seen.put_nowait).run())
        await asyncio.wait_for(seen.get(), 10)
        took = []
        for grey in range(40, 240, 20):
            await asyncio.sleep(random.Random(grey).uniform(0.05, 0.2))
            path.write_bytes(coded(grey, "JPEG"))
            start = time.perf_counter()
            picture = await asyncio.wait_for(seen.get(), 10)
            took.append(time.perf_counter() - start)
            assert abs(picture.rgb[0] - grey) <= 3
        watching.cancel()
        return took

    assert statistics.median(asyncio.run(scenario())) < 0.3  # each, on a machine that does nothing else


def run(path: Path, steps: Sequence[Callable[[], object]], patience: bool = False) -> tuple[list[Picture], PictureFile]:
    """What a file shows that is looked at after each of `steps`, twice."""

    async def scenario() -> tuple[list[Picture], PictureFile]:
        shown: list[Picture] = []
        clock = Wall()
        file = PictureFile(path, SIZE, "cover", clock, shown.append)
        for step in steps:
            step()
            await file.look()
            clock.ahead += watch.PATIENCE if patience else 0
            await file.look()
        return shown, file

    return asyncio.run(scenario())


def test_what_is_broken_is_said_after_a_while_and_the_last_stays(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    whole = coded(100, "PNG")
    steps: list[Callable[[], object]] = [lambda: path.write_bytes(whole), lambda: path.write_bytes(whole[:200])]
    shown, file = run(path, steps)
    assert (len(shown), file.fault) == (1, "")
    shown, file = run(path, steps, patience=True)
    assert len(shown) == 1
    assert "is broken" in file.fault
    shown, file = run(path, [*steps, lambda: path.write_bytes(coded(30, "PNG"))], patience=True)
    assert (len(shown), file.fault) == (2, "")
    shown, file = run(path, [steps[0], path.unlink], patience=True)
    assert "is not there" in file.fault


def test_what_was_not_changed_is_not_shown_again(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    whole = coded(100, "PNG")
    shown, _ = run(path, [lambda: path.write_bytes(whole)] * 3)
    assert len(shown) == 1


def test_two_writings_within_one_time_stamp_are_told_apart(tmp_path: Path) -> None:
    """Of the same size and time, as a file system with a coarse clock has them."""
    path = tmp_path / "p.png"
    one, two = (coded(grey, "PNG") for grey in (100, 101))
    length = max(len(one), len(two))

    def write(data: bytes) -> None:
        path.write_bytes(data + bytes(length - len(data)))
        os.utime(path, ns=(10**18, 10**18))

    async def scenario() -> list[int]:
        shown: list[Picture] = []
        file = PictureFile(path, SIZE, "cover", Wall(), shown.append)
        write(one)
        await file.look()
        write(two)
        await file.look()
        return [picture.rgb[0] for picture in shown]

    assert asyncio.run(scenario()) == [100, 101]


KINDS = st.sampled_from(["JPEG", "PNG", "WEBP"])
ACTS = st.one_of(
    st.tuples(st.just("whole"), KINDS, st.integers(0, 255), st.just(0.0)),
    st.tuples(st.just("cut"), KINDS, st.integers(0, 255), st.floats(0, 1)),
    st.tuples(st.just("garbage"), KINDS, st.integers(0, 255), st.floats(0, 1)),
    st.tuples(st.sampled_from(["huge", "gone", "folder", "renamed"]), KINDS, st.integers(0, 255), st.just(0.0)),
)


def act(path: Path, what: str, kind: str, grey: int, share: float) -> None:
    """Something that a person or a program does to the file."""
    if path.is_dir():
        path.rmdir()
    data = coded(grey, kind)
    if what == "whole":
        path.write_bytes(data)
    elif what == "renamed":
        path.with_suffix(".new").write_bytes(data)
        path.with_suffix(".new").replace(path)
    elif what == "cut":
        path.write_bytes(data[: int(share * len(data))])
    elif what == "garbage":
        path.write_bytes(random.Random(grey).randbytes(int(share * 5000)))
    elif what == "huge":
        path.write_bytes(huge_png(10_000, 10_000))
    else:
        path.unlink(missing_ok=True)
        if what == "folder":
            path.mkdir()


@settings(max_examples=30)
@given(st.lists(ACTS, min_size=1, max_size=12))
def test_whatever_is_done_to_it_frames_are_whole(acts: list[tuple[str, str, int, float]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        steps = [partial(act, path, *one) for one in acts]
        shown, file = run(path, steps, patience=True)
        assert all(map(is_whole, shown))
        last = acts[-1]
        if last[0] in ("whole", "renamed"):
            assert abs(shown[-1].rgb[0] - last[2]) <= 3
            assert file.fault == ""
        elif last[0] != "cut":
            assert file.fault.startswith("The picture ")


def test_replaced_a_hundred_times_at_random_moments(tmp_path: Path) -> None:
    """While it is watched, written in two parts, whole and broken: only whole frames, and the last one in the end."""
    path = tmp_path / "image1"
    chance = random.Random(5)

    async def scenario() -> list[Picture]:
        shown: list[Picture] = []
        watching = asyncio.create_task(PictureFile(path, SIZE, "cover", Wall(), shown.append).run())
        for number in range(100):
            kind = chance.choice(["whole", "cut", "garbage", "huge", "gone", "renamed", "slow"])
            grey, coding = chance.randrange(256), chance.choice(["JPEG", "PNG", "WEBP"])
            if kind == "slow" and not path.is_dir():
                data = coded(grey, coding)
                with path.open("wb") as file:
                    file.write(data[: len(data) // 2])
                    file.flush()
                    await asyncio.sleep(chance.uniform(0, 0.03))
                    file.write(data[len(data) // 2 :])
            else:
                act(path, kind, coding, grey, chance.random())
            await asyncio.sleep(chance.uniform(0, 0.04))
            assert not watching.done(), number
        path.write_bytes(coded(222, "PNG"))
        for _ in range(100):
            await asyncio.sleep(0.1)
            if shown and shown[-1].rgb[0] == 222:
                break
        watching.cancel()
        return shown

    shown = asyncio.run(scenario())
    assert all(map(is_whole, shown))
    assert len(shown) > 5
    assert shown[-1].rgb[0] == 222
