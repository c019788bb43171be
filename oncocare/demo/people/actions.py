"""The people of the demo: one centre, its staff, and patients whose courses go through the real actions."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from clinicians.actions import set_expected_course, write_leaflet
from mentoring.community.models import Group
from mentoring.conversations.actions import set_answer_promise
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Consent, Purpose
from oncocare.consent.selectors import texts_for
from oncocare.demo.happenings.actions import HAPPENS, at_the_centre, close_flags
from oncocare.demo.happenings.campus.actions import at_the_campus
from oncocare.demo.happenings.sessions.actions import SessionPeople, play_sessions, play_talk_elsewhere
from oncocare.demo.happenings.words import QUESTIONS
from oncocare.demo.people.cast import (
    CAREGIVER,
    CAREGIVERS_IN_GROUPS,
    CAST,
    COURSES,
    DECLINED_GROUPS,
    IN_GROUPS,
    JUST_NOW,
    LATE,
    MENTOR_IN_GROUPS,
    ONLY_IN_GROUPS,
    PICTURES,
    SEED,
    SIGN_IN_FOR,
    SITUATIONS,
    Person,
    Situation,
)
from oncocare.demo.people.leaflets import LEAFLETS
from oncocare.demo.simulation.campus.actions import fill_campus
from oncocare.demo.simulation.cohort.actions import join, repeatable
from oncocare.demo.simulation.community.actions import GroupPeople, GroupPerson, play_groups
from oncocare.demo.simulation.community.feedback.actions import ask_about_groups, decline_groups
from oncocare.demo.simulation.conversations.actions import fill_conversations
from oncocare.demo.simulation.courses import spread
from oncocare.demo.simulation.plan import SimulationPlan, midnight
from oncocare.demo.simulation.staff.actions import NIGHT_DESK
from oncocare.events.actions import inline
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action
from oncocare.joining.actions import found_centre
from oncocare.library.exchange.actions import load_folder
from oncocare.library.folder import SHIPPED, read
from oncocare.library.reading.actions import show_samples
from oncocare.people import actions as people
from oncocare.people.days import day_of, moment_of, today_of
from oncocare.people.models import Centre, Patient, PictureEntry, User
from oncocare.people.picture.actions import keep_picture
from oncocare.people.roles import CAREGIVER as CAREGIVER_ROLE
from oncocare.people.roles import CLINICIAN, MENTOR, PATIENT
from oncocare.safety.flags.selectors import BY_POST
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_on_call, set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from questionnaires.answering.actions import submit
from questionnaires.models import Assignment, Mode
from questionnaires.scheduling.actions import adopt_schedule, assign
from questionnaires.scheduling.schedule import shipped
from steps import actions as steps
from steps.campus.coach.actions import set_ward, sign_for_list, sign_parts
from steps.campus.coach.table_file import shipped_table
from steps.models import Pathway, Proposal
from steps.shipped import DEFAULT, shipped_policy

BY = "system:demo"
SLUG, SECOND_SLUG = "demo", "demo-second"
LIBRARY_THERE_FOR = timedelta(days=20)  # a clinician has named a piece of it in a group since
IN_CARE_FOR = timedelta(days=120)  # of those who are in groups alone
SITE_NAME = "Acompaña"
WEEK, OPENS, CLOSES = range(5), time(9), time(17)
DECLINED_TOPIC, MEETS_TOPIC = "newly-diagnosed", "after-treatment"
SCHEDULE = "two-stage"  # it opens the same two on the day somebody joins


def load(progress: Callable[[], object], cohort: SimulationPlan | None = None) -> None:
    """Everybody, in order of their dates; each number goes through the real actions.

    A cohort lives through its months before the hand-made people come, so that its past does not act upon them. It has
    clinicians and a rota of its own; from today on the rota is that of Clara and Pau.
    """
    with clock.at(midnight(cohort.begins)) if cohort else clock.held():
        centre = found_demo_centre()
    if cohort:
        with repeatable(cohort, centre.slug):
            join(centre, cohort, progress)
    staff = {person.name.split()[0]: _employ(person, centre) for person in CAST if person.role is not PATIENT}
    _fill_rota(centre, staff["Clara"], staff["Pau"])
    set_on_call(by=staff["Clara"], centre=centre, service=NIGHT_DESK, number=centre.phone)
    _open_second_centre([staff[person.name.split()[0]] for person in CAST if person.elsewhere])
    names = {person.name: person for person in CAST if person.role is PATIENT}
    for place, name in enumerate([*COURSES, *(name for name in names if name not in COURSES)]):
        live(centre, name, names.get(name), staff["Clara"], dice(SEED * 1000 + place))
        progress()
    set_expected_course(by=staff["Marc"], centre=centre, weeks=8, source="Made up for the demo")
    _write_for_patients(centre, staff["Marc"])
    _open_coach(centre, staff)
    for place, situation in enumerate(SITUATIONS):
        _live_in(centre, situation, staff, dice(SEED * 2000 + place))
        progress()
    _care_for_a_caregiver(centre, staff["Clara"])
    at_the_centre(centre, staff)
    progress()


@action
def _write_for_patients(centre: Centre, coordinator: User) -> None:
    """By when the centre answers, and its own words on the page of its patients."""
    set_answer_promise(by=coordinator, centre=centre, days=1)
    for language, leaflets in LEAFLETS.items():
        for about, words in leaflets.items():
            write_leaflet(by=coordinator, centre=centre, about=about, language=language, words=words)


@action
def _open_coach(centre: Centre, staff: Mapping[str, User]) -> None:
    """The coach answers by its whole table, signed as a sample; the ward has a number, and a list it looks at."""
    sign_parts(by=staff["Olga"], centre=centre, parts=shipped_table().parts, signed=True)
    hours = {"en": "Day and night (made up)", "es": "Día y noche (inventado)"}
    ward = set_ward(
        by=staff["Marc"], centre=centre, phone="+34 900 000 002", hours=hours, list_name="Calls to the ward (sample)"
    )
    sign_for_list(by=staff["Olga"], ward=ward, signed=True)


@action
def fill_library() -> None:
    """The samples that come with the software, each page of which says that nobody has reviewed it."""
    centre = Centre.objects.get(slug=SLUG)
    with clock.at(clock.now() - LIBRARY_THERE_FOR):
        load_folder(by=BY, centre=centre, folder=read(SHIPPED))
        show_samples(by=BY, centre=centre)


@action
def fill_demo_campus(cohort: SimulationPlan | None = None) -> None:
    """What people at level 2 opened, wrote and were written, once the library is there."""
    centre = Centre.objects.get(slug=SLUG)
    if cohort:
        with repeatable(cohort, f"{centre.slug} campus"):
            fill_campus(centre=centre, plan=cohort)
        with repeatable(cohort, f"{centre.slug} conversations"):
            fill_conversations(centre=centre, plan=cohort)
    at_the_campus(centre=centre, supporter=User.objects.get(email="neus@demo.invalid"))


@action
def fill_groups() -> None:
    """What people of the groups wrote to each other, a flag that words of one raised, answered, and what people say of
    groups: those who are in one, those who left, and those who did not come.
    """
    centre = Centre.objects.get(slug=SLUG)
    clara, pau, marc = (User.objects.get(email=f"{name}@demo.invalid") for name in ("clara", "pau", "marc"))
    with clock.at(clock.now() - IN_CARE_FOR):
        for name in ONLY_IN_GROUPS:
            _into_care(centre, name, None, clara)
    there = Patient.objects.filter(centre=centre, user__name__in=(*IN_GROUPS, *ONLY_IN_GROUPS, MENTOR_IN_GROUPS))
    those = {one.account.name: GroupPerson(one.account, one) for one in there.select_related("user", "centre")}
    mentor = those.pop(MENTOR_IN_GROUPS)
    people.appoint(by=BY, user=mentor.user, centre=centre, role=MENTOR)
    patients = [those[name] for name in sorted(those)]
    spoken = {"en": patients, "es": [one for one in patients if one.user.language == "es"]}
    who = GroupPeople(marc, (clara, pau), spoken, _caregivers(centre), mentor, SIGN_IN_FOR)
    groups = play_groups(centre=centre, people=who)
    said = Flag.objects.filter(patient__centre=centre, closed_at=None, occasions__source__startswith=BY_POST)
    for patient in {flag.patient for flag in said.select_related("patient__user", "patient__centre")}:
        close_flags(Pathway(patient=patient), clara)
    ask_about_groups(groups=groups)
    offered = next(group for group in groups if group.topic == DECLINED_TOPIC and group.language == "es")
    others = Patient.objects.filter(centre=centre, user__name__in=DECLINED_GROUPS).order_by("user__name", "joined_on")
    decline_groups(by=clara, group=offered, patients=list(others.select_related("user", "centre")))


@action
def fill_sessions() -> None:
    """Private sessions, a group that meets, training and talks, once there are groups; with ids that repeat."""
    centre, second = (Centre.objects.get(slug=slug) for slug in (SLUG, SECOND_SLUG))
    clara, pau, gala = (User.objects.get(email=f"{name}@demo.invalid") for name in ("clara", "pau", "gala"))
    rows = Patient.objects.filter(centre=centre, user__isnull=False).select_related("user", "centre", "clinician")
    group = Group.objects.get(centre=centre, topic=MEETS_TOPIC, language="en")
    there = {one.account.name: one for one in rows.order_by("-joined_on", "-pk")}  # the first of a name stays
    helping = group.members.filter(Q(mentor=True) | Q(seen_as_leader=True), left=None, staff=False)
    who = SessionPeople(
        clara, pau, there, group, list(helping.select_related("user", "patient__centre", "centre").order_by("joined"))
    )  # fmt: skip
    with ids.seeded(dice(SEED * 3000).getrandbits(64)):
        play_sessions(centre=centre, people=who)
        play_talk_elsewhere(centre=second, host=gala)


def _caregivers(centre: Centre) -> list[GroupPerson]:
    """Relatives with an account, beside somebody in care, and the one who has care of his own."""
    there = [User.objects.get(name=CAREGIVER, relations__centre=centre)]
    for name, beside in CAREGIVERS_IN_GROUPS.items():
        user = people.register_user(by=BY, email=f"{uuid.uuid4().hex[:8]}@demo.invalid", name=name, language="es")
        patient = Patient.objects.filter(centre=centre, user__name=beside).earliest("joined_on")
        people.grant_relation(by=BY, person=user, patient=patient, kind=CAREGIVER_ROLE)
        there.append(user)
    return [GroupPerson(user, None) for user in there]


def dice(seed: int) -> random.Random:
    """Repeatable chance: the same seed, the same answers."""
    return random.Random(seed)  # noqa: S311 -- nothing secret depends on it


def size(cohort: SimulationPlan | None = None) -> int:
    """How many steps `load` reports."""
    cast = len(COURSES) + sum(1 for person in CAST if person.role is PATIENT and person.name not in COURSES)
    return cast + len(SITUATIONS) + 1 + (cohort.days if cohort else 0)  # and the caregiver


@action
def found_demo_centre() -> Centre:
    """The demo's centre, staffed on weekdays."""
    centre = people.open_centre(
        by=BY, slug=SLUG, name="Hospital del Mar Blau (demo)", country="ES", time_zone="Europe/Madrid",
        phone="+34 900 000 000",
    )  # fmt: skip
    people.change_centre(
        by=BY, centre=centre, address="Passeig del Mar 1\n08000 Barcelona", shows_promise=True, site_name=SITE_NAME
    )
    set_staffed_hours(by=BY, centre=centre, openings=[Opening(day, OPENS, CLOSES) for day in WEEK])
    policy, source = shipped_policy(DEFAULT)
    steps.adopt_policy(by=BY, centre=centre, policy=policy, source=source)
    adopt_schedule(by=BY, centre=centre, schedule=shipped()[SCHEDULE])
    return centre


@action
def _open_second_centre(clinicians: Iterable[User]) -> None:
    """A centre with nobody in care yet, where these work too: they choose at which of the two they are."""
    second = people.open_centre(
        by=BY, slug=SECOND_SLUG, name="Centre de Salut Mar Endins (demo)", country="ES", time_zone="Europe/Madrid",
        phone="+34 900 000 001",
    )  # fmt: skip
    people.change_centre(by=BY, centre=second, site_name=SITE_NAME)
    policy, source = shipped_policy(DEFAULT)
    steps.adopt_policy(by=BY, centre=second, policy=policy, source=source)
    for clinician in clinicians:
        people.appoint(by=BY, user=clinician, centre=second, role=CLINICIAN)


def _employ(person: Person, centre: Centre) -> User:
    user = people.register_user(by=BY, email=person.email, name=person.name, language=person.language)
    people.appoint(by=BY, user=user, centre=centre, role=person.role)
    return user


def _fill_rota(centre: Centre, *ranked: User) -> None:
    """These answer flags on weekdays, the first of them first."""
    turns = [Turn(day, OPENS, CLOSES, user.pk, rank) for day in WEEK for rank, user in enumerate(ranked, start=1)]
    set_rota(by=BY, centre=centre, turns=turns)


def live(centre: Centre, name: str, person: Person | None, clinician: User, rng: random.Random) -> None:
    """One patient's course up to now; the schedule asks from then on, and the first questions at once."""
    points, now = COURSES.get(name, []), clock.now()
    begun = _workday(now - timedelta(days=14 * len(points[1:]) + rng.randrange(1, 8)), centre) if points else now
    with clock.at(begun):
        pathway = take_in(centre, name, person, clinician)
    for number, point in enumerate(points):
        last = number == len(points) - 1
        at = begun + timedelta(days=14 * number, minutes=rng.randrange(0, 240))
        with clock.at(now - timedelta(minutes=rng.randrange(40, 300)) if last and name in JUST_NOW else at):
            answer(pathway, point, rng)
        _staff_replies(pathway, clinician, last=last)
    if name in LATE:
        with clock.at(now):
            _ask_late(pathway)


def _workday(moment: datetime, centre: Centre) -> datetime:
    """Ten in the morning of that day at the centre, or of the Friday before a weekend."""
    day = day_of(centre, moment)
    return moment_of(centre, day - timedelta(days=max(0, day.weekday() - 4)), time(10))


@action
def take_in(centre: Centre, name: str, person: Person | None, clinician: User | None) -> Pathway:
    """A person becomes a patient and stepped care begins; whoever has just come has said nothing about themselves."""
    patient = _into_care(centre, name, person, clinician)
    if name in COURSES or person is None:
        said: dict[str, object] = {"phase": "treatment"}
        if name in PICTURES:
            cancer, stage, living_with = PICTURES[name]
            said |= {"cancer": cancer, "stage": stage, "living_with": [living_with], "languages": ["es", "ca"]}
        keep_picture(by=patient.account, patient=patient, source=PictureEntry.Source.PERSON, said=said)
        number = f"+34 600 000 {int(patient.pk) % 1000:03}"
        people.introduce(
            by=patient.account, patient=patient, done=True, phone=number, trusted_name="Jordi",
            trusted_phone=f"+34 600 001 {int(patient.pk) % 1000:03}",
        )  # fmt: skip
    return steps.open_pathway(by=BY, patient=patient)


def _into_care(centre: Centre, name: str, person: Person | None, clinician: User | None) -> Patient:
    language = person.language if person else "es"
    email = person.email if person else f"patient-{uuid.uuid4().hex[:8]}@demo.invalid"
    user = people.register_user(by=BY, email=email, name=name, language=language)
    born_on = date(1950 + len(name) * 4, 5, 17)
    patient = people.take_into_care(
        by=BY, centre=centre, user=user, language=language, clinician=clinician, born_on=born_on
    )
    agree(by=user, patient=patient)
    return patient


def agree(*, by: User, patient: Patient) -> None:
    """Yes to everything that is asked on the way in."""
    texts = texts_for(patient.centre, patient.language)
    for purpose in Purpose.values:
        record_consent(
            by=by, patient=patient, text=texts[purpose], said=Consent.Said.YES, channel=Consent.Channel.JOINING
        )


@action
def answer(
    pathway: Pathway,
    point: tuple[int, int, int | None],
    rng: random.Random,
    *,
    by: User | None = None,
    mode: Mode = Mode.SELF,
) -> None:
    """PHQ-9 and GAD-7 on one day, spread over the items to the given totals.

    What the schedule has opened by then is what is answered: it asks both on the day somebody joins, where it is older
    than they are. What it has not opened is asked by hand.
    """
    day = today_of(pathway.patient)
    assign(by=BY, patient=pathway.patient, instruments=QUESTIONS, opens=day, due=day, closes=day)
    depression, anxiety, item_9 = point
    given: dict[str, dict[str, int | None]] = {
        "phq-9": {**spread(depression - (item_9 or 0), 8, rng), "9": item_9},
        "gad-7": {**spread(anxiety, 7, rng)},
    }
    asked = pathway.patient.assignments.filter(state=Assignment.State.OPEN, instrument__in=QUESTIONS)
    with inline():
        for assignment in asked.select_related("centre").order_by("-instrument"):
            submit(
                by=by or pathway.patient.account, assignment=assignment, answers=given[assignment.instrument],
                key=uuid.uuid4(), language="es", mode=mode,
            )  # fmt: skip


def _staff_replies(pathway: Pathway, clinician: User, *, last: bool) -> None:
    """The clinician answers what came before the last point; the last one is left for whoever tries the demo."""
    if last:
        return
    close_flags(pathway, clinician)
    for proposal in Proposal.objects.filter(pathway=pathway, state=Proposal.State.OPEN):
        with clock.at(proposal.made + timedelta(hours=3)):
            steps.accept(by=clinician, proposal=proposal)


def _ask_late(pathway: Pathway) -> None:
    """Questions that were due some days ago and can still be answered."""
    today = today_of(pathway.patient)
    assign(
        by=BY, patient=pathway.patient, instruments=QUESTIONS,
        opens=today - timedelta(days=6), due=today - timedelta(days=3), closes=today + timedelta(days=10),
    )  # fmt: skip


# --- situations that the guides speak of ------------------------------------------------------------------------------


def _live_in(centre: Centre, situation: Situation, staff: dict[str, User], rng: random.Random) -> None:
    """One person's course up to the situation they are in now; each step goes through the action that a page calls."""
    now, clinician = clock.now(), staff["Clara"]
    days = [days for days, *_point in situation.points]
    moments = [_workday(now - timedelta(days=back), centre) if back else now - timedelta(minutes=20) for back in days]
    with clock.at(moments[0] - timedelta(minutes=10)):
        pathway = take_in(centre, situation.name, None, clinician if situation.looked_after else None)
    for at, (_days, depression, anxiety, item_9, came) in zip(moments, situation.points, strict=True):
        mode = Mode(came)
        with clock.at(at):
            answer(pathway, (depression, anxiety, item_9), rng, by=None if mode is Mode.SELF else clinician, mode=mode)
    pathway = Pathway.objects.select_related("patient__centre", "patient__user").get(pk=pathway.pk)
    for name in situation.then:
        HAPPENS[name](pathway, staff)


@action
def _care_for_a_caregiver(centre: Centre, clinician: User) -> None:
    """A caregiver who wants care of his own, and stands beside somebody in care."""
    patient = _into_care(centre, CAREGIVER, None, clinician)
    beside = Patient.objects.get(centre=centre, user__name="Laura")
    people.grant_relation(by=BY, person=patient.account, patient=beside, kind=CAREGIVER_ROLE)


def found_empty_centre() -> None:
    """A centre with nothing in it but the invitation of its first coordinator."""
    found_centre(
        by=BY, name="Hospital del Mar Blau", country="ES", time_zone="Europe/Madrid",
        coordinator="Marc Vidal", email="marc@demo.invalid",
    )  # fmt: skip
