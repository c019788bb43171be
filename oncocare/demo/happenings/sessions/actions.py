"""The sessions of the demo, at their moments: opened, booked, held, missed and told; each step goes through the action
that a page calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from clinicians.actions import write_note
from mentoring.community.models import Group, Member
from mentoring.meetings.attending.actions import note_all_present, note_attendance, note_own_minutes
from mentoring.meetings.models import Meeting, MeetingFacts, Registration, Seat, TalkQuestion
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.opening.actions import HoursFacts, book_session, move_session, open_hours
from mentoring.meetings.opening.selectors import Bookable, to_book
from mentoring.meetings.places.actions import answer, book, give_back, invite
from mentoring.meetings.planning.actions import call_off, plan_meeting, plan_series
from mentoring.meetings.planning.facts import PlannedFacts
from mentoring.meetings.selectors import with_times
from mentoring.meetings.times.series import Times, on_the_wall
from mentoring.meetings.webinars import actions as talks
from mentoring.meetings.webinars.selectors import all_talks, with_phase
from oncocare.demo.happenings.sessions.said import (
    AFTERWARDS,
    ASKED,
    BACK,
    CALL_US,
    EARLIER,
    GROUP_ABOUT,
    GROUP_MET,
    GROUP_TITLE,
    MINUTES_LATE,
    OFF,
    PAST,
    ROOM,
    SALA,
    SLEEP,
    SOON,
    SUPERVISION,
    TO_COME,
    TRAINING,
    TRAINING_ABOUT,
    VIDEO,
    WALKING,
    PrivatePast,
    PrivateToCome,
    SaidTalk,
    workday,
)
from oncocare.events.actions import inline
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action
from oncocare.people.days import day_of, moment_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders

QUARTER = timedelta(minutes=15)
BOOKED_AHEAD = timedelta(days=9)  # in so many days each clinician has hours twice, and nobody is asked sooner
OPENED_FOR = timedelta(days=70)
BY_DAY = (time(7), time(22))  # when somebody has a session soon after the demo was loaded
LASTS = 50  # minutes of a private session
Provider = MeetingFacts.Provider


@dataclass(frozen=True)
class SessionPeople:
    """Who of a centre has sessions: two clinicians, their patients by name, a group, and who is trained."""

    first: User
    second: User
    patients: dict[str, Patient]
    group: Group
    trained: Sequence[Member]


@action
def play_sessions(*, centre: Centre, people: SessionPeople) -> None:
    """Everything of the centre; what is nearest comes first, so that nothing else is put at its time."""
    with inline():
        play = _Play(centre, people)
        play.today_and_soon()
        play.group_that_meets()
        play.of_the_team()
        play.private_sessions()
        play.training()
        play.talk(SLEEP, people.first, workday(play.today, -8), time(18))
        play.talk(AFTERWARDS, people.first, workday(play.today, 9), time(18, 30))


@action
def play_talk_elsewhere(*, centre: Centre, host: User) -> None:
    """A talk of a centre where nobody is in care."""
    with inline():
        play = _Play(centre)
        play.talk(WALKING, host, workday(play.today, 12), time(17))


@dataclass
class _Play:
    """The sessions of one centre, told by the clock on its wall."""

    centre: Centre
    given: SessionPeople | None = None
    now: datetime = field(init=False)
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.now, self.today = clock.now(), today_of(self.centre)

    @property
    def people(self) -> SessionPeople:
        """Whoever has sessions here."""
        if self.given is None:
            raise ValueError("nobody is in care at this centre")
        return self.given

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return moment_of(self.centre, day, time(hour, minute))

    def _plan(self, by: User, begins: datetime, minutes: int, facts: PlannedFacts, *, before: timedelta) -> Meeting:
        """Planned so long before it begins, or now."""
        first, starts = on_the_wall(begins, self.centre.zone)
        times = Times(first=first, starts=starts, minutes=minutes, zone=self.centre.zone)
        with clock.at(min(begins - before, self.now)):
            return plan_meeting(by=by, centre=self.centre, key=ids.new(), facts=facts, times=times)

    # --- today

    def today_and_soon(self) -> None:
        """One that is over and not noted, one that begins within the hour, and one that somebody is asked to come to;
        none of them at night.
        """
        first, there = self.people.first, self.people.patients
        local = self.now.astimezone(ZoneInfo(self.centre.zone))
        quarter = self.now - (self.now - local.replace(minute=0, second=0, microsecond=0)) % QUARTER
        by_day = BY_DAY[0] <= local.time() < BY_DAY[1]
        soon = quarter + 2 * QUARTER if by_day else self._at(self._next_morning(local.time()), 10)
        earlier = quarter - 5 * QUARTER
        if not BY_DAY[0] <= earlier.astimezone(ZoneInfo(self.centre.zone)).time() < BY_DAY[1]:
            earlier = self._at(workday(self.today, -1), 16)
        self._with_one(there[EARLIER], earlier, self._where(Provider.PLACE), before=timedelta(days=3))
        ours = Provider.JANUS if settings.JANUS_ADMIN else Provider.LINK
        self._with_one(there[SOON], soon, self._where(ours), before=timedelta())  # who has just come
        asked = self._at(workday(self.today, 5), 13)
        facts = self._private(first, there[ASKED], {"provider": Provider.PLACE, "place": SALA})
        meeting = self._plan(first, asked, LASTS, facts, before=timedelta(days=1))
        with clock.at(self.now):
            one = there[ASKED]
            invite(by=first, meeting=meeting, user=one.account, centre=self.centre, patient=one)

    def _next_morning(self, at: time) -> date:
        return self.today if at < BY_DAY[0] else self.today + timedelta(days=1)

    def _with_one(self, patient: Patient, begins: datetime, where: dict[str, Any], *, before: timedelta) -> None:
        """The clinician asks somebody to come, and they say yes."""
        first = self.people.first
        meeting = self._plan(first, begins, LASTS, self._private(first, patient, where), before=before)
        with clock.at(min(begins - before, self.now)):
            seat = invite(by=first, meeting=meeting, user=patient.account, centre=self.centre, patient=patient)
            answer(by=patient.account, seat=seat, come=True)

    def _private(self, host: User, patient: Patient, where: dict[str, Any]) -> PlannedFacts:
        return PlannedFacts(kind=MeetingType.PRIVATE, host=host, language=patient.reader_language, **where)

    def _where(self, provider: str) -> dict[str, Any]:
        said = {Provider.PLACE: {"place": ROOM}, Provider.LINK: {"link": VIDEO}}
        return {"provider": provider, "phone": CALL_US, **said.get(Provider(provider), {})}

    # --- opened hours

    def private_sessions(self) -> None:
        """Two clinicians opened hours weeks ago; what was and what is to come was booked in them."""
        opened = self.today - OPENED_FOR
        hours = (
            (self.people.first, 1, time(10), time(12, 30), Provider.PLACE),
            (self.people.first, 3, time(10), time(12, 30), Provider.LINK),
            (self.people.second, 0, time(15), time(17, 30), Provider.PHONE),
            (self.people.second, 2, time(15), time(17, 30), Provider.PHONE),
        )
        with clock.at(self._at(opened, 9)):
            for by, weekday, opens, closes, provider in hours:
                facts = HoursFacts(
                    weekday, opens, closes, first=opened, last=None, minutes=LASTS, notice=24, **self._where(provider)
                )  # fmt: skip
                open_hours(by=by, centre=self.centre, facts=facts)
        for past in PAST:
            self._held(past)
        for one in TO_COME:
            self._comes(one)

    def _held(self, said: PrivatePast) -> None:
        """Booked, held, and noted at its end; who did not come was noted lately, and is to be asked after."""
        patient = self.people.patients[said.name]
        until = self._at(workday(self.today, -said.back), 23)
        with clock.at(until - BOOKED_AHEAD):
            chosen = [one for one in to_book(patient) if one.slot.ends <= until][-1]
            seat = self._booked(patient, chosen)
        if not said.attendance:
            return
        host, over = chosen.hours.user, chosen.slot.ends + timedelta(minutes=5)
        with clock.at(over if said.attendance != Seat.Attendance.NO_WORD else self.now - timedelta(minutes=50)):
            note_attendance(by=host, seat=seat, attendance=said.attendance, minutes=said.minutes)
            if said.attendance in (Seat.Attendance.PRESENT, Seat.Attendance.LATE):
                note_own_minutes(by=host, meeting=seat.meeting, minutes=(said.minutes or LASTS) + 5)
            if said.note:
                write_note(by=host, patient=patient, words=said.note)

    def _comes(self, said: PrivateToCome) -> None:
        patient, wanted = self.people.patients[said.name], self._at(workday(self.today, said.ahead), 0)
        with clock.at(self.now - timedelta(days=2)):
            chosen = next(one for one in to_book(patient) if one.begins >= wanted)
            seat = self._booked(patient, chosen)
        if said.then == "off":
            with clock.at(self.now - timedelta(hours=3)):
                call_off(by=chosen.hours.user, meeting=seat.meeting, why=OFF)
        elif said.then == "back":
            with clock.at(self.now - timedelta(hours=5)):
                give_back(by=patient.account, seat=seat, why=BACK)
        elif said.then == "moved":
            with clock.at(self.now - timedelta(hours=4)):
                later = next(one for one in to_book(patient, seat.meeting) if one.begins > chosen.slot.ends)
                move_session(by=patient.account, seat=seat, hours=later.hours, begins=later.begins)

    def _booked(self, patient: Patient, chosen: Bookable) -> Seat:
        return book_session(
            by=patient.account, patient=patient, hours=chosen.hours, begins=chosen.begins, key=ids.new()
        )

    # --- a group that meets

    def group_that_meets(self) -> None:
        """Every week, on the weekday of the next working day; of seven who want to come one waits."""
        second, next_one = self.people.second, workday(self.today, 1)
        facts = PlannedFacts(
            kind=MeetingType.GROUP, host=second, language=self.people.group.language, title=GROUP_TITLE,
            about=GROUP_ABOUT, group=self.people.group, capacity=6, **self._where(Provider.LINK),
        )  # fmt: skip
        times = Times(
            next_one + timedelta(weeks=min(GROUP_MET)), time(18), 90, self.centre.zone, every=1,
            last=next_one + timedelta(weeks=5),
        )  # fmt: skip
        with clock.at(self._at(times.first - timedelta(days=4), 11)):
            series = plan_series(by=second, centre=self.centre, facts=facts, times=times, key=ids.new())
        met = list(with_times(Meeting.objects.filter(series=series).select_related("occurrence")))
        members = self.people.group.members.filter(staff=False, left=None).select_related(
            "user", "patient__user", "patient__centre", "centre"
        )
        there = list(members.order_by("joined", "pk"))
        for week, meeting in enumerate(met, start=min(GROUP_MET)):
            some = {0: there, 1: there[1:4]}.get(week, there[:6] if week < 0 else [])
            self._take_places(meeting, some)
            if came := GROUP_MET.get(week):
                self._note_group(meeting, came)

    def _take_places(self, meeting: Any, members: Sequence[Member]) -> None:
        first = self._at(day_of(self.centre, min(meeting.begins, self.now)) - timedelta(days=2), 10)
        for place, one in enumerate(members):
            given: dict[str, Any] = {"user": one.user, "centre": one.centre, "patient": one.patient, "alias": one.name}
            with clock.at(first + place * timedelta(hours=1)):
                book(by=one.user, meeting=meeting, **given)

    def _note_group(self, meeting: Any, came: Sequence[str]) -> None:
        by, seats = self.people.second, meeting.seats.filter(state=Seat.State.BOOKED).order_by("since", "pk")
        with clock.at(meeting.ends + timedelta(minutes=5)):
            for seat, said in zip(seats, came, strict=False):
                if said != Seat.Attendance.PRESENT:
                    minutes = MINUTES_LATE if said == Seat.Attendance.LATE else None
                    note_attendance(by=by, seat=seat, attendance=said, minutes=minutes)
            note_all_present(by=by, meeting=meeting)
            note_own_minutes(by=by, meeting=meeting, minutes=100)

    # --- of the team

    def of_the_team(self) -> None:
        """A supervision that was, to which the others who work there came, and one to come: the last of them has not
        answered yet.
        """
        first, second = self.people.first, self.people.second
        facts = PlannedFacts(
            kind=MeetingType.SUPERVISION, host=second, second=first, language="en", title=SUPERVISION, capacity=6,
            **self._where(Provider.PLACE),
        )  # fmt: skip
        was = self._plan(second, self._at(workday(self.today, -7), 9), 60, facts, before=timedelta(days=10))
        comes = self._plan(second, self._at(workday(self.today, 3), 9), 60, facts, before=timedelta(days=10))
        colleagues = [one for one in holders(self.centre, Permission.SEE_TASKS) if one not in (first, second)][:2]
        for meeting, answers in ((was, colleagues), (comes, colleagues[:-1])):
            for one in colleagues:
                with clock.at(meeting.occurrence.start - timedelta(days=9)):
                    seat = invite(by=second, meeting=meeting, user=one, centre=self.centre)
                    if one in answers:
                        answer(by=one, seat=seat, come=True)
        with clock.at(self._at(workday(self.today, -7), 10, 5)):
            note_all_present(by=second, meeting=was)
            for one in (first, second):
                note_own_minutes(by=one, meeting=was, minutes=60)

    def training(self) -> None:
        """For those who help in groups: all are asked, and the last has not answered yet."""
        first, second = self.people.first, self.people.second
        facts = PlannedFacts(
            kind=MeetingType.TRAINING, host=first, second=second, language="en", title=TRAINING, capacity=12,
            about=TRAINING_ABOUT, **self._where(Provider.LINK),
        )  # fmt: skip
        begins = self._at(workday(self.today, 8), 19)
        meeting = self._plan(first, begins, 90, facts, before=timedelta(days=14))
        for place, one in enumerate(self.people.trained):
            with clock.at(self.now - timedelta(days=2, hours=place)):
                seat = invite(by=first, meeting=meeting, user=one.user, centre=one.centre, patient=one.patient)
            if place < len(self.people.trained) - 1:
                with clock.at(self.now - timedelta(days=1, hours=place)):
                    answer(by=one.user, seat=seat, come=True)

    # --- talks open to everybody

    def talk(self, said: SaidTalk, host: User, day: date, at: time) -> None:
        """Announced two weeks before, or a few days ago; those who confirmed it have a place, and some of them came."""
        facts = PlannedFacts(
            kind=MeetingType.WEBINAR, host=host, language=said.language, title=said.title, about=said.about,
            capacity=100, recorded=True, **self._where(Provider.LINK),
        )  # fmt: skip
        meeting = self._plan(host, self._at(day, at.hour, at.minute), 60, facts, before=timedelta(days=14))
        begins = meeting.occurrence.start
        asked = [self._registered(meeting, said, number, begins) for number in range(said.asked)]
        came = [self._came_in(one, number, begins) for number, one in enumerate(asked[: said.came_in])]
        for number, words in enumerate(said.questions):
            self._asks(came[3 * number + 1], words, begins + timedelta(minutes=20 + 9 * number), host)
        if came:
            with clock.at(begins + timedelta(minutes=70)):
                note_own_minutes(by=host, meeting=meeting, minutes=70)

    def _registered(self, meeting: Meeting, said: SaidTalk, number: int, begins: datetime) -> Registration:
        """From the day before yesterday on, or in the days before what is over; the last did not confirm."""
        last = min(begins - timedelta(days=1), self.now)
        with clock.at(last - timedelta(minutes=95 * (said.asked - number))):
            asked = talks.register(
                by=talks.BY, talk=_talk(meeting), address=f"{said.language}{number:02}@visitor.invalid",
                language=said.language, remind=number % 3 > 0,
            )  # fmt: skip
        if number < said.confirmed:
            with clock.at(last - timedelta(minutes=95 * (said.asked - number) - 6)):
                asked.meeting = _talk(meeting)
                talks.confirm(registration=asked)
        return asked

    def _came_in(self, one: Registration, number: int, begins: datetime) -> Registration:
        """From some minutes before on; some go before the end."""
        with clock.at(begins + timedelta(minutes=number % 9 - 5)):
            one.meeting = _talk(one.meeting)
            talks.come_in(registration=one)
        with clock.at(begins + timedelta(minutes=60 if number % 5 else 25)):
            one.meeting = _talk(one.meeting)
            talks.note_minutes(registration=one)
        return one

    def _asks(self, one: Registration, words: str, at: datetime, host: User) -> None:
        with clock.at(at):
            one.meeting, key = _talk(one.meeting), ids.new()
            talks.ask_question(registration=one, words=words, key=key)
            question = TalkQuestion.objects.select_related("meeting").get(pk=key)
            talks.show_question(by=host, question=question, shown=True)
            talks.mark_answered(by=host, question=question)


def _talk(meeting: Any) -> Any:
    """A talk as it is at the moment of the clock."""
    return with_phase(all_talks().get(pk=meeting.pk))
