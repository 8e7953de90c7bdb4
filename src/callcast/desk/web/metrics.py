"""`/metrics`, in the text format of Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.responses import Response

from callcast.bus.messages import State
from callcast.desk.queueing.desk import Desk

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
"""Seconds."""

Family = GaugeMetricFamily | CounterMetricFamily


class Metrics:
    """A registry of its own: two apps in a process do not meet."""

    def __init__(self, desk: Desk) -> None:
        """What is asked of `desk` is asked when somebody looks."""
        self._registry = CollectorRegistry()
        self._registry.register(_OfDesk(desk))
        self._latency = Histogram(
            "callcast_request_seconds",
            "Time from the request's first byte to the answer's last",
            ["method", "route", "status"],
            buckets=BUCKETS,
            registry=self._registry,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        self._latency.labels(method, route, str(status)).observe(seconds)

    def response(self) -> Response:
        """All of it."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


class _OfDesk(Collector):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> Iterable[Family]:
        """Families with their values now."""
        yield from self._announcements()
        yield from self._hall()
        yield from self._player()
        yield from self._ahead()
        yield from self._channels()
        yield from self._outputs()

    def _announcements(self) -> Iterable[Family]:
        ledger = self._desk.ledger
        open_ = GaugeMetricFamily("callcast_announcements_open", "Not final yet", labels=["state"])
        states = [announcement.state for announcement in ledger.open.values()]
        for state in (State.QUEUED, State.SPEAKING):
            open_.add_metric([state.value], states.count(state))
        yield open_
        yield CounterMetricFamily("callcast_announcements_accepted", "Since the desk started", value=ledger.accepted)
        finished = CounterMetricFamily("callcast_announcements_finished", "Since the desk started", labels=["state"])
        for state in State:
            if state.final:
                finished.add_metric([state.value], ledger.finished[state])
        yield finished

    def _hall(self) -> Iterable[Family]:
        floor, feed = self._desk.hall.book.floor, self._desk.feed
        waiting = GaugeMetricFamily("callcast_line_waiting", "Tickets that wait", labels=["line"])
        for line in floor.lines:
            waiting.add_metric([line], len(floor.standing.waiting(line)))
        yield waiting
        yield GaugeMetricFamily("callcast_event_readers", "Who listens to events now", value=feed.readers)
        yield CounterMetricFamily("callcast_events_dropped", "Events slow readers lost", value=feed.dropped)

    def _player(self) -> Iterable[Family]:
        player = self._desk.player
        yield GaugeMetricFamily("callcast_player_up", "1 while the link to the player is up", value=player.up)
        yield CounterMetricFamily("callcast_bus_dropped", "Messages lost at the desk's end", value=self._desk.bus.drops)
        if status := player.status:
            late = GaugeMetricFamily(
                "callcast_frame_lateness_seconds", "Of frames as sent, over the last ten seconds", labels=["quantile"]
            )
            late.add_metric(["0.5"], status.late_p50_ms / 1000)
            late.add_metric(["0.99"], status.late_p99_ms / 1000)
            yield late
            engines = GaugeMetricFamily("callcast_engine_ready", "1 while a speech engine is well", labels=["engine"])
            for name, state in status.engines.items():
                engines.add_metric([name], state == "ready")
            yield engines

    def _ahead(self) -> Iterable[Family]:
        status = self._desk.player.status
        if status is None or (ahead := status.ahead) is None:
            return
        yield GaugeMetricFamily("callcast_ahead_expected", "Announcements named as likely", value=ahead.expected)
        yield GaugeMetricFamily("callcast_ahead_bytes", "Of clips made before they were called", value=ahead.size)
        yield CounterMetricFamily("callcast_ahead_hits", "Announcements that were ready when called", value=ahead.hits)
        yield CounterMetricFamily("callcast_ahead_misses", "Announcements that were not", value=ahead.misses)

    def _channels(self) -> Iterable[Family]:
        status = self._desk.player.status
        gauges = {
            "readers": GaugeMetricFamily("callcast_channel_readers", "Listening now", labels=["channel"]),
            "queued": GaugeMetricFamily("callcast_channel_queued", "Announcements waiting", labels=["channel"]),
        }
        counters = {
            "frames": CounterMetricFamily("callcast_channel_frames", "Frames sent", labels=["channel"]),
            "dropped": CounterMetricFamily("callcast_channel_dropped", "Frames slow readers lost", labels=["channel"]),
        }
        for channel in status.channels if status else ():
            for name, gauge in gauges.items():
                gauge.add_metric([channel.id], getattr(channel, name))
            for name, counter in counters.items():
                counter.add_metric([channel.id], getattr(channel, name))
        yield from gauges.values()
        yield from counters.values()

    def _outputs(self) -> Iterable[Family]:
        status = self._desk.player.status
        labels = ["channel", "output", "kind", "target"]
        running = GaugeMetricFamily("callcast_output_running", "1 while an output goes where it should", labels=labels)
        attempts = GaugeMetricFamily("callcast_output_attempts", "Starts since it was last well", labels=labels)
        frames = CounterMetricFamily("callcast_output_frames", "Frames delivered", labels=labels)
        dropped = CounterMetricFamily("callcast_output_dropped", "Frames lost to a slow taker", labels=labels)
        for output in status.outputs if status else ():
            where = [output.channel, str(output.number), output.kind, output.target]
            running.add_metric(where, output.state == "running")
            attempts.add_metric(where, output.attempts)
            frames.add_metric(where, output.frames)
            dropped.add_metric(where, output.dropped)
        yield from (running, attempts, frames, dropped)
