"""What a page weighs on a telephone with a bad line."""

from __future__ import annotations

import sys
from collections import defaultdict

from tests.journeys.visitor import Visitor

KB = 1000


class Scales:
    """Bytes that came over the line, by kind, as Chromium counts them; what the cache gave weighs nothing."""

    def __init__(self, visitor: Visitor) -> None:
        self.bytes: dict[str, float] = defaultdict(float)
        self.kinds: dict[str, str] = {}
        session = visitor.context.new_cdp_session(visitor.page)
        session.on("Network.responseReceived", lambda event: self.kinds.update({event["requestId"]: event["type"]}))
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _finished(self, event: dict) -> None:
        self.bytes[self.kinds.get(event["requestId"], "other")] += event["encodedDataLength"]

    def take(self) -> dict[str, float]:
        """The kilobytes since the last time, by kind."""
        taken = {kind: round(size / KB, 1) for kind, size in self.bytes.items()}
        self.bytes.clear()
        return taken | {"all": round(sum(taken.values()), 1)}


def test_pages_are_light(visit, demo, record_property):
    patient = visit(width=390)
    scales = Scales(patient)
    patient.sign_in(demo.people["berta"])
    patient.page.wait_for_load_state("networkidle")
    cold = scales.take()
    patient.go("/")
    patient.page.wait_for_load_state("networkidle")
    warm = scales.take()
    stranger = visit()
    answer = stranger.page.goto("/help/")
    help_page = round(len(answer.body()) / KB, 1)
    figures = f"patient's home in KB: cold {cold}, warm {warm}; help page: {help_page} KB of HTML"
    record_property("weight", figures)
    sys.stdout.write(figures)  # `pytest -rP` shows it
    assert cold["all"] <= 150
    assert warm["all"] <= 30
    assert cold.get("Script", 0) <= 50
    assert cold.get("Font", 0) == 0
    assert help_page <= 30


def test_a_lesson_is_light(visit, demo, record_property):
    patient = visit("berta")
    patient.go("/campus/lessons/why-nights-are-hard/")
    patient.press("main button[value=begin]")
    address = patient.page.url
    cold_visitor = visit("berta")
    scales = Scales(cold_visitor)
    cold_visitor.page.context.clear_cookies()
    cold_visitor.page.context.add_cookies(patient.page.context.cookies())
    cold_visitor.page.goto(address)
    cold_visitor.page.wait_for_load_state("networkidle")
    cold = scales.take()
    record_property("weight", f"a lesson in KB, cold: {cold}")
    assert cold["all"] <= 60
