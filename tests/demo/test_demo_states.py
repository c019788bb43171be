"""Every state that the README and the guides speak of is there to be seen, in the demo as it is and with a cohort."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count, Exists, F, OuterRef

from clinicians.desk.caseload.filters import Filters
from clinicians.desk.caseload.selectors import filtered
from clinicians.desk.correspondence.kinds import HANDED_OVER
from clinicians.models import Contact, Note, SavedView, SupervisionEntry, Task
from clinicians.selectors import expected_course, notes_of, off_track
from mentoring.conversations.models import ContactRequest, ReplyTemplate, TeamMessage
from oncocare.demo.people import actions as demo
from oncocare.demo.people.cast import COURSES, SITUATIONS
from oncocare.demo.simulation.plan import SimulationPlan
from oncocare.foundation import clock
from oncocare.joining.models import Invitation
from oncocare.notifications.models import Message
from oncocare.people.models import Centre, Membership, Patient, PictureEntry, RecordOpening, Relation, User
from oncocare.safety.flags.selectors import promises_of_the_week
from oncocare.safety.models import Attempt, Cover, Flag, OnCall, RiskAssessment, SafetyPlan
from oncocare.signin.models import AccessRequest
from questionnaires.models import Assignment, Draft, LateAnswer, Mode, PatientSchedule, PrintedSheet, Response, Score
from steps.course.selectors import waiting_for_help
from steps.kinds import BY_RULES
from steps.models import Activation, HelpDay, Pathway, Proposal

MADRID = ZoneInfo("Europe/Madrid")
NAMES = (*COURSES, *(one.name for one in SITUATIONS))


def here(model):
    return model.objects.filter(centre__slug="demo")


def handmade(model, patient="patient__"):
    """Of the hand-made people only: a cohort shows some states by chance, and with another seed it does not."""
    return here(model).filter(**{f"{patient}user__email__contains": "demo.invalid", f"{patient}user__name__in": NAMES})


def flags(**only):
    return handmade(Flag).filter(closed_at=None, **only)


def stopped(why):
    return handmade(PatientSchedule).filter(stopped=why)


def late():
    today = clock.today("Europe/Madrid")
    return handmade(Assignment).filter(state=Assignment.State.OPEN, due__lt=today)


def missed_two():
    sets = handmade(Assignment).filter(state=Assignment.State.MISSED).values("patient").order_by()
    return sets.annotate(sets=Count("bundle", distinct=True)).filter(sets__gte=2)


def pictures():
    rows = handmade(PictureEntry).filter(detail="cancer").values("patient").distinct()
    return rows if rows.count() > 3 else rows.none()


def course(track):
    return Pathway.objects.filter(pk__in=off_track(handmade(Pathway), centre(), track))


def centre():
    return Centre.objects.get(slug="demo")


def ended(*outcomes):
    return handmade(Flag).filter(outcome__in=outcomes)


def needing(needs):
    """Of the people whom this filter of the caseload shows, those made by hand."""
    marc = User.objects.get(email="marc@demo.invalid")
    return filtered(centre(), marc, Filters(whose="all", needs=needs)).filter(patient__user__name__in=NAMES)


def proposals(**only):
    return handmade(Proposal, "pathway__patient__").filter(**only)


def told(kind):
    return here(Message).filter(user__email__contains="demo.invalid", kind=kind)


def tasks(**only):
    return handmade(Task).filter(**only)


def requests(**only):
    return handmade(ContactRequest).filter(**only)


def words_of_the_team(**only):
    return handmade(TeamMessage).filter(from_team=True, **only)


def said_so(*, occasions):
    """Open flags of people whose message said so, that were raised so many times."""
    said = handmade(TeamMessage).filter(found="intent").values("patient")
    raised = flags(kind="suicidal_ideation", patient__in=said).annotate(times=Count("occasions"))
    return raised.filter(times=occasions, occasions__source__startswith="message:")


def passed_on():
    """What a person of somebody absent today asked is with who stands in that day."""
    away = here(Cover).filter(day=clock.today("Europe/Madrid"), absent=OuterRef("patient__clinician"))
    stands_in = away.filter(instead=OuterRef("owner"))
    return requests(answered_at=None).filter(Exists(stands_in))


def printed_and_open():
    """A sheet whose questions nobody has answered yet."""
    return handmade(PrintedSheet).filter(bundle__in=handmade(Assignment).filter(state="open").values("bundle"))


def broken_this_week():
    return promises_of_the_week(centre(), clock.now()).broken


def newest_plans(*, shared):
    plans = handmade(SafetyPlan).order_by("patient", "-number").distinct("patient")
    return [plan for plan in plans if plan.shared is shared]


def first_notes():
    return [
        one
        for patient in handmade(Note).values_list("patient", flat=True).distinct()
        for one in notes_of(Patient.objects.get(pk=patient))
    ]


# Where the guides speak of it -> state -> what is asked of the database; nothing found is a state that nobody can see.
STATES: dict[str, dict[str, Callable[[], object]]] = {
    "desk: a flag, rota and flags": {
        "open, taken on by nobody, and its promise to come": lambda: flags(
            acknowledged_at=None, promised__gt=clock.now()
        ),
        "open, past its promise": lambda: flags(acknowledged_at=None, promised__lt=clock.now()),
        "climbed": lambda: flags(acknowledged_at=None, climbed__gte=2),
        "it cannot wait": lambda: flags(can_wait=False, severity="urgent"),
        "it can wait": lambda: flags(can_wait=True),
        "raised by a rule": lambda: flags(source__startswith=BY_RULES),
        "whom to call, and whom they trust": lambda: flags().filter(
            patient__phone__startswith="+", patient__trusted_phone__gt=""
        ),
        "taken on, not reached, and the next attempt to come": lambda: flags(
            acknowledged_at__isnull=False, next_attempt__gt=clock.now()
        ),
        "the next attempt is late": lambda: flags(next_attempt__lt=clock.now()),
        "an attempt is a contact that reached nobody": lambda: handmade(Contact).filter(
            reached=False, patient__in=handmade(Attempt).values("patient")
        ),
        "a promise broken this week": broken_this_week,
        "ended: spoke with, and the call is a contact": lambda: ended("spoke_safe").filter(
            effort__what__startswith="contact."
        ),
        "ended: a plan together": lambda: ended("plan"),
        "ended: referred to emergency care": lambda: ended("referred"),
        "ended: known already, with who knows": lambda: ended("already_known").exclude(note=""),
        "ended: by mistake": lambda: ended("mistake"),
        "ended: emergency services called": lambda: ended("emergency").exclude(note=""),
        "ended: referred elsewhere": lambda: ended("referred_elsewhere").exclude(note=""),
        "ended: not a concern": lambda: ended("no_concern").exclude(note=""),
        "ended: something else, in words": lambda: ended("other").exclude(note=""),
        "what was asked and said stands under it": lambda: handmade(RiskAssessment),
        "somebody stands in on a day": lambda: here(Cover).exclude(instead=None),
        "a service outside the staffed hours": lambda: here(OnCall).exclude(service=""),
    },
    "desk: proposals": {
        "waiting": lambda: proposals(state="open", promised__gt=clock.now()),
        "past its deadline, and climbed": lambda: proposals(state="open", promised__lt=clock.now(), climbed__gte=1),
        "accepted": lambda: proposals(state="accepted"),
        "declined": lambda: proposals(state="declined"),
    },
    "desk: the caseload": {
        "two sets missed": missed_two,
        "somebody is asked to call who missed two": lambda: tasks(source__startswith="missed:", done_at=None),
        "waiting for a group": lambda: handmade(Pathway).filter(waiting_for_help()),
        "help began and goes on": lambda: handmade(HelpDay).filter(began=True, patient__user__name="Laura"),
        "help ended": lambda: handmade(HelpDay).filter(began=False),
        "a caregiver outside stepped care": lambda: here(Patient).filter(
            pathway=None, user__in=Relation.objects.values("person")
        ),
        "answers overdue": late,
        "answers that became worse": lambda: needing("worse"),
        "new, without a clinician": lambda: needing("new"),
        "left the question about suicidal thoughts open": lambda: needing("declined_risk"),
        "last called in vain": lambda: needing("contact"),
        "asks for a call": lambda: here(ContactRequest).filter(kind="call", answered_at=None),
        "wrote, and has an answer": lambda: here(ContactRequest).filter(kind="write", written__from_team=True),
        "may become a mentor": lambda: handmade(Pathway).filter(nominated=True),
        "a saved filter": lambda: here(SavedView),
    },
    "conversations": {
        "wrote at night, and waits with the promise to come": lambda: [
            one for one in requests(answered_at=None, promised__gt=clock.now(), kind="write")
            if one.made.astimezone(MADRID).hour < 6
        ],
        "read by the team, and not answered": lambda: requests(
            answered_at=None, promised__gt=clock.now(), written__readings__by__name="Clara Soler"
        ),
        "asks for a private session": lambda: requests(answered_at=None, kind="private"),
        "past what was promised": lambda: requests(answered_at=None, promised__lt=clock.now()),
        "thanks, closed without words": lambda: requests(without_words=True),
        "an answer that is not read yet": lambda: words_of_the_team(readings=None),
        "an answer that was read": lambda: words_of_the_team(readings__by=F("patient__user")),
        "several turns over weeks, more than one of the team": lambda: handmade(TeamMessage)
        .filter(patient__user__name="Berta")[7:],
        "said that they want to die: a flag of its own": lambda: said_so(occasions=1),
        "said that they want to die: joined to the one that is open": lambda: said_so(occasions=2),
        "passed on to who stands in for somebody absent today": passed_on,
        "words kept ready, in English": lambda: here(ReplyTemplate).filter(language="en")[3:],
        "words kept ready, in Spanish": lambda: here(ReplyTemplate).filter(language="es")[3:],
    },
    "desk: the record": {
        "paused": lambda: stopped(PatientSchedule.Stopped.PAUSED),
        "ill": lambda: stopped(PatientSchedule.Stopped.ILL),
        "left": lambda: handmade(Pathway).filter(status=Pathway.Status.WITHDRAWN),
        "died, with the day": lambda: handmade(Pathway).filter(
            status=Pathway.Status.DIED, patient__died_on__isnull=False
        ),
        "opened with a reason, and still open": lambda: handmade(RecordOpening).filter(until__gt=clock.now()),
        "a task due today": lambda: tasks(done_at=None, lapsed=None, due=clock.today("Europe/Madrid"), source=""),
        "a task overdue": lambda: tasks(done_at=None, lapsed=None, due__lt=clock.today("Europe/Madrid"), source=""),
        "a task done": lambda: tasks(done_at__isnull=False),
        "a note that its author put right": lambda: [one for one in first_notes() if one.before],
        "a note that a colleague put right beside it": lambda: [one for one in first_notes() if one.beside],
        "handed over, and the receiver is told": lambda: told(HANDED_OVER),
        "a clinical picture of several": pictures,
    },
    "desk: not on track": {
        "the centre set its weeks": lambda: expected_course(centre()),
        "worse": lambda: course("worse"),
        "not better": lambda: course("not_better"),
        "cannot be said": lambda: course("unknown"),
        "decided in a supervision": lambda: handmade(SupervisionEntry),
    },
    "desk: on paper and by telephone; instruments": {
        "answers on paper": lambda: handmade(Response).filter(mode=Mode.PAPER),
        "answers by telephone": lambda: handmade(Response).filter(mode=Mode.TELEPHONE),
        "a sheet printed that has not come back": printed_and_open,
        "begun and not sent": lambda: Draft.objects.filter(assignment__patient__user__name="Zoe"),
        "an answer that came after the paper": lambda: handmade(LateAnswer).filter(how=LateAnswer.How.LATE),
        "answered, and no score can be computed": lambda: handmade(Score).filter(value=None),
    },
    "safety plans": {
        "shared with the team": lambda: newest_plans(shared=True),
        "kept to oneself": lambda: newest_plans(shared=False),
    },
    "set-up, policy, joining, signing in": {
        "a colleague invited, not here yet": lambda: here(Invitation).filter(
            role="clinician", accepted_at=None, withdrawn_at=None
        ),
        "an invitation of a colleague withdrawn": lambda: here(Invitation).filter(
            role="clinician", withdrawn_at__isnull=False
        ),
        "a policy proposed, to be activated by another": lambda: here(Activation).filter(
            activated_at=None, declined_at=None
        ),
        "somebody who works at two centres": lambda: Membership.objects.filter(
            user__email="gala@demo.invalid"
        )[1:],
        "somebody cannot sign in": lambda: here(AccessRequest).filter(settled_at=None),
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("cohort", [None, (24, 2, 3)], ids=["plain", "with a cohort"])
def test_every_state_that_the_guides_speak_of_is_there(db, cohort):
    demo.load(lambda: None, SimulationPlan(*cohort, clock.today("UTC")) if cohort else None)
    assert [(guide, state) for guide, rows in STATES.items() for state, seen in rows.items() if not seen()] == []
    assert handmade(Response).values("patient").distinct().count() == len(NAMES)
