"""What is said of the sessions of the demo, when they are, and who was there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

VIDEO = "https://video.example.org/rooms/demo"  # made up: nobody answers there
CALL_US = "+34 900 000 000"
ROOM = "Made-up street 1, second floor, room 4"
SALA = "Calle Inventada 1, segunda planta, sala 4"
NOTED = "We spoke about the first days back at work. She goes on with short walks, and comes again in three weeks."
OFF = "Ese día no puedo estar. Elija, por favor, otra hora en la página de sus sesiones, o escríbame."
BACK = "Tengo que estar en otro sitio."


@dataclass(frozen=True)
class PrivatePast:
    """A private session of somebody with whoever looks after them, at the latest so many working days ago; what was
    noted of it, nothing where that was forgotten; the minutes where somebody counted them.
    """

    name: str
    back: int
    attendance: str = ""
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True)
class PrivateToCome:
    """A private session at the earliest in so many working days, and what becomes of it before: `moved` by the person,
    given `back`, or called `off` by whoever leads it.
    """

    name: str
    ahead: int
    then: str = ""


PAST = (
    PrivatePast("Berta", 32, "present"),
    PrivatePast("Pilar", 28, "present"),
    PrivatePast("Fátima", 25, "present", 40),
    PrivatePast("Berta", 23, "word"),
    PrivatePast("Pilar", 17, "present"),
    PrivatePast("Berta", 15, "present", note=NOTED),
    PrivatePast("Laura", 13, "present"),
    PrivatePast("Carmen", 10, "word"),
    PrivatePast("Zoe", 6, "present", 45),
    PrivatePast("Berta", 5, "present"),
    PrivatePast("Laura", 4, "late", 35),
    PrivatePast("Lídia", 1, "no_word"),
    PrivatePast("Fátima", 1),
)
TO_COME = (
    PrivateToCome("Laura", 2),
    PrivateToCome("Kasia", 3, "off"),
    PrivateToCome("Zoe", 4),
    PrivateToCome("Montse", 5, "back"),
    PrivateToCome("Berta", 6),
    PrivateToCome("Inés", 7, "moved"),
    PrivateToCome("Pilar", 8),
)
EARLIER, SOON, ASKED = "Joana", "Ana", "Lucía"  # today, within the hour, and asked to come: these by the clinician

GROUP_TITLE = "The hour after treatment"
GROUP_ABOUT = (
    "We sit together, each with a cup of something. There is one question for the beginning, and you can say nothing "
    "at all. Whoever has no place waits for one; we tell you as soon as somebody gives theirs back."
)
# Weeks from the next session of the group, and who came to it, in the order of who took a place.
GROUP_MET = {
    -3: ("present", "present", "late", "word", "present", "present"),
    -2: ("present", "present", "present", "present", "present", "word"),
    -1: ("present", "late", "present", "present", "present", "present"),
}
MINUTES_LATE = 70

TRAINING = "When somebody writes at three in the morning"
TRAINING_ABOUT = (
    "For everybody who helps in our groups: what to answer, what not to, and whom to call. Bring one post that you "
    "did not know what to say to."
)
SUPERVISION = "What is left over after a hard week"


@dataclass(frozen=True)
class SaidTalk:
    """A talk open to everybody: how many asked for a place, confirmed it, and came in."""

    title: str
    about: str
    language: str
    asked: int
    confirmed: int
    came_in: int = 0
    questions: tuple[str, ...] = ()


SLEEP = SaidTalk(
    "Volver a dormir",
    "Qué ayuda a dormir y qué no, contado sin prisa. Después contestamos a lo que quieran preguntar.",
    "es",
    asked=37,
    confirmed=34,
    came_in=26,
    questions=(
        "¿Es verdad que no hay que mirar el reloj por la noche?",
        "Me despierto siempre a la misma hora. ¿Me levanto o me quedo en la cama?",
    ),
)
AFTERWARDS = SaidTalk(
    "Cuando se acaba el tratamiento",
    "Todo el mundo celebra y una no sabe qué hacer con el lunes. Una tarde para quien ha terminado y para quien vive "
    "con esa persona.",
    "es",
    asked=33,
    confirmed=30,
)
WALKING = SaidTalk(
    "Short walks",
    "How far, how often, and what to do on a day when the sofa wins. For everybody, with or without an account.",
    "en",
    asked=5,
    confirmed=4,
)


def workdays(day: date, ahead: bool) -> Iterator[date]:
    """The days from Monday to Friday after this one, or before it, the nearest first."""
    step = timedelta(days=1 if ahead else -1)
    while True:
        day += step
        if day.weekday() < 5:
            yield day


def workday(day: date, number: int) -> date:
    """The working day so many of them after this day, or before it; 0: the day itself."""
    if number == 0:
        return day
    return next(one for place, one in enumerate(workdays(day, number > 0), start=1) if place == abs(number))
