"""Every change of a level or status: decide, move, answer a proposal, override, pause, withdraw, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.people.actions import mark_died
from oncocare.people.days import today_of
from oncocare.people.models import Actor, Centre, Patient, User
from oncocare.safety.flags.actions import raise_flag
from questionnaires.models import PatientSchedule
from questionnaires.scheduling import actions as scheduling
from steps import decision as ruled
from steps import facts, rules, selectors
from steps.kinds import (
    BY_RULES,
    LEVEL_CHANGED,
    NOMINATION_WITHDRAWN,
    PATHWAY_IMPROVED,
    PATHWAY_RESUMED,
    PATHWAY_STOPPED,
    PROPOSAL_MADE,
)
from steps.levels import Level
from steps.models import CentrePolicy, Decision, HelpDay, Pathway, PolicyVersion, Proposal, Transition, Verdict
from steps.policy import FlagRequest, Policy
from steps.selectors import came_in, course_of, first_held, latest_decision, policy_of, record_of, ruling_of, standing
from steps.standing import Ruling, Said, Word, begin, stand


@action
def policy_version(*, policy: Policy, source: str) -> PolicyVersion:
    """The stored version of this policy; a version once here cannot be other words."""
    version, _new = PolicyVersion.objects.get_or_create(
        slug=policy.slug, version=policy.version, defaults={"sha256": policy.sha256, "source": source}
    )
    if version.sha256 != policy.sha256:
        raise ValidationError(
            _("Version %(version)s of %(slug)s is here with other words. Give the new words a new version.")
            % {"version": policy.version, "slug": policy.slug}
        )
    return version


@action
def adopt_policy(*, by: Actor, centre: Centre, policy: Policy, source: str) -> PolicyVersion:
    """Make a policy the one that new pathways of this centre follow."""
    version = policy_version(policy=policy, source=source)
    CentrePolicy.objects.update_or_create(centre=centre, defaults={"policy": version})
    record(by=by, verb=Verb.POLICY_ADOPTED, subject=version, centre=centre, sha256=policy.sha256)
    return version


@action
def open_pathway(*, by: Actor, patient: Patient) -> Pathway:
    """Begin stepped care under the policy of the patient's centre; the first point starts the clock."""
    version = CentrePolicy.objects.select_related("policy").get(centre=patient.centre).policy
    pathway = Pathway.objects.create(
        patient=patient, centre=patient.centre, policy=version, level=policy_of(version).start_level.value
    )
    record(
        by=by, verb=Verb.PATHWAY_OPENED, subject=pathway, patient=patient, centre=patient.centre, policy=str(version)
    )
    scheduling.begin_schedule(by=by, patient=patient, level=int(pathway.level))
    return pathway


@action
def decide_point(*, by: Actor, pathway: Pathway, day: date) -> Decision | None:
    """Decide a point, and before it every earlier one that was left, oldest first; None where `day` is no point.

    A day decided before is decided again from the state it began with, when more is known of it now. Days before the
    latest that is decided are never reopened, and nothing is decided while the pathway is not active.
    """
    pathway = _locked(pathway)
    rulings, words = course_of(pathway)
    latest = latest_decision(pathway) if rulings else None
    if pathway.status != Pathway.Status.ACTIVE or (latest and latest.point > day):
        return None
    told = record_of(pathway).reopening([ruling.point for ruling in rulings])
    for point in told.points:
        if point <= day and (latest is None or point >= latest.point):
            rulings = [ruling for ruling in rulings if ruling.point < point]
            latest = _decide(by, pathway, told.until(point), point, latest, rulings, words)
            rulings.append(ruling_of(latest))
    return latest if latest and latest.point == day else None


@action
def decide_again(*, by: Actor, pathway: Pathway, day: date) -> Decision | None:
    """Decide a day anew that is decided already; None where it is not, and so will see what is new in its turn."""
    pathway = _locked(pathway)
    latest = latest_decision(pathway)
    return decide_point(by=by, pathway=pathway, day=day) if latest and latest.point == day else None


def _decide(
    by: Actor, pathway: Pathway, record: facts.Record, point: date, latest: Decision | None, before: list[Ruling],
    words: list[Word],
) -> Decision:  # fmt: skip
    """One point, from the state at the end of the day before; the same facts are not decided twice."""
    start = policy_of(pathway.policy).start_level
    said_before = [word for word in words if word.day < point]
    told = facts.Facts(stand(start, before, said_before) or begin(start, point, said_before), record)
    earlier = latest if latest and latest.point == point else None
    if earlier and earlier.known == told.sha256:
        return earlier
    decided = rules.decide(told, policy_of(pathway.policy), point)
    after = stand(start, [*before, decided.ruling], words) or told.state
    granted = Word(point, Said.ACCEPTED, decided.level_after) in words
    decision = _keep(pathway, decided, told, earlier, decided.approval and granted)
    kind = Transition.Kind.DECIDED_AGAIN if earlier else Transition.Kind.DECISION
    _follow(by, pathway, after, kind=kind, day=point, decision=decision)
    _nominate(pathway, decision, earlier)
    if decided.flag:
        _raise(by, pathway, decided.flag, point)
    return decision


def _raise(by: Actor, pathway: Pathway, wanted: FlagRequest, point: date) -> None:
    """What follows from answers from before is history as they are; else the flag is news since they came in."""
    since, from_before = came_in(pathway.patient, point)
    if from_before:
        return
    source = f"{BY_RULES}{pathway.pk}:{point}"
    with clock.at(since):
        raise_flag(by=by, patient=pathway.patient, kind=wanted.kind, severity=wanted.severity, source=source, join=True)


def _keep(
    pathway: Pathway, decided: ruled.Decision, told: facts.Facts, earlier: Decision | None, granted: bool
) -> Decision:
    before = told.state
    decision = Decision.objects.create(
        pathway=pathway,
        patient=pathway.patient,
        centre=pathway.centre,
        point=decided.point,
        number=earlier.number + 1 if earlier else 1,
        last_score=selectors.last_score_of(pathway.patient, decided.point),
        known=told.sha256,
        level_before=before.level,
        entered_before=before.entered,
        nominated_before=before.nominated,
        rule=decided.rule or "",
        outcome=decided.outcome.value,
        level_after=decided.level_after,
        approval=decided.approval,
        meanwhile=decided.meanwhile,
        renews=_renewed(pathway, decided) if decided.approval else None,
        granted=granted,
        nominate=decided.nominate,
        policy=decided.policy,
        policy_version=decided.version,
        policy_sha256=decided.hash,
        trace=ruled.to_json(decided),
    )
    record(by="system:rules", verb=Verb.DECISION_MADE, subject=decision, patient=pathway.patient, centre=pathway.centre)
    return decision


def _renewed(pathway: Pathway, decided: ruled.Decision) -> Proposal | None:
    """The proposal that asks for the same level already: one that is open, or was before this day began."""
    waiting = pathway.proposals.filter(state=Proposal.State.OPEN, to_level=decided.level_after).first()
    if waiting or decided.proposed is not decided.level_after:
        return waiting
    return _unanswered(pathway, decided.level_after, before=decided.point)


def _unanswered(pathway: Pathway, to: Level, before: date = date.max) -> Proposal | None:
    """The latest proposal of this level that nobody answered, of a day before `before`."""
    states = [Proposal.State.OPEN, Proposal.State.SUPERSEDED]
    asking = pathway.proposals.filter(state__in=states, to_level=to, decision__point__lt=before)
    return asking.order_by("made").last()


def _follow(
    by: Actor, pathway: Pathway, state: facts.PathwayState, *, kind: str, day: date, decision: Decision | None = None,
    reason: str = "",
) -> Transition | None:  # fmt: skip
    """Let level, clocks and proposal of a pathway be what its decisions and verdicts come to; the change, if any."""
    entered_before = pathway.entered
    pathway.started, pathway.entered, pathway.nominated = state.started, state.entered, state.nominated
    asks = kind in (Transition.Kind.DECISION, Transition.Kind.DECIDED_AGAIN)
    _offer(pathway, state.proposed, decision if asks else None)
    if state.level is not pathway.level_now:
        return _move(
            by, pathway, state.level, day=day, entered=state.entered, kind=kind, decision=decision, reason=reason
        )
    pathway.save(update_fields=["started", "entered", "nominated"])
    if entered_before and entered_before != state.entered:
        _set_anchor(by, pathway, state.entered)
    return None


def _offer(pathway: Pathway, to: Level | None, decision: Decision | None = None) -> None:
    """Let the open proposal be the one to this level, or none: another gives way, an unanswered one comes back, or one
    is made.
    """
    waiting = pathway.proposals.filter(state=Proposal.State.OPEN).first()
    if waiting and waiting.to_level != to:
        waiting.state = Proposal.State.SUPERSEDED
        waiting.save(update_fields=["state"])
        waiting = None
    if to is None or waiting:
        return
    since, from_before = came_in(pathway.patient, decision.point) if decision else (clock.now(), False)
    if decision and decision.approval and decision.renews is None:
        offered: Proposal | None = Proposal.objects.create(
            decision=decision, pathway=pathway, centre=pathway.centre, to_level=to, **first_held(pathway.patient, since)
        )
    else:
        offered = _bring_back(pathway, (decision.renews if decision else None) or _unanswered(pathway, to), since)
    if offered and not from_before:  # what answers from before come to waits on the desk, and nobody is mailed
        emit(PROPOSAL_MADE, proposal=offered.pk, owner=offered.owner_id, news=offered.news)


def _bring_back(pathway: Pathway, proposal: Proposal | None, now: datetime) -> Proposal | None:
    """A proposal is open again; a deadline that passed meanwhile begins anew."""
    if proposal is None:
        return None
    proposal.state = Proposal.State.OPEN
    if proposal.deadline < now:
        for field, value in first_held(pathway.patient, now).items():
            setattr(proposal, field, value)
    proposal.save()
    return proposal


def _nominate(pathway: Pathway, decision: Decision, earlier: Decision | None) -> None:
    ids = {"pathway": pathway.pk, "patient": pathway.patient_id}
    if earlier and earlier.nominate and not decision.nominate:
        for made in pathway.decisions.filter(point=decision.point, nominate=True):  # any of them may have made it
            emit(NOMINATION_WITHDRAWN, **ids, decision=made.pk)
    if decision.nominate and not (earlier and earlier.nominate):
        emit(PATHWAY_IMPROVED, **ids, decision=decision.pk)


def _move(
    by: Actor, locked: Pathway, to: Level, *, day: date, kind: str, entered: date | None,
    decision: Decision | None = None, reason: str = "",
) -> Transition:  # fmt: skip
    """Change the level, as nothing else does: state machine, transition row, audit row and event, in the transaction of
    the act that has `locked` the pathway.

    `entered` is `day`, but where a day decided again gives back a level with the day it was entered before.
    """
    before = locked.level_now
    locked.enter(to)
    locked.entered = entered
    locked.save()
    change = Transition.objects.create(
        pathway=locked,
        patient=locked.patient,
        centre=locked.centre,
        sequence=(locked.transitions.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        level_before=before,
        level_after=to,
        kind=kind,
        decision=decision,
        day=day,
        made_by=actor(by),
        reason=reason,
    )
    _set_anchor(by, locked, entered or day)
    record(by=by, verb=Verb.LEVEL_CHANGED, subject=locked, patient=locked.patient, centre=locked.centre, to=int(to))
    emit(LEVEL_CHANGED, pathway=locked.pk, patient=locked.patient_id, transition=change.pk)
    return change


def _set_anchor(by: Actor, pathway: Pathway, day: date) -> None:
    """Questions of a level are counted from the day it was entered."""
    scheduling.set_anchor(by=by, patient=pathway.patient, kind=f"level:{int(pathway.level)}", day=day)


@action
def accept(*, by: Actor, proposal: Proposal) -> Proposal:
    """The proposed level is entered today."""
    return _resolve(by, proposal, Proposal.State.ACCEPTED, Level(proposal.to_level), "")


@action
def change(*, by: Actor, proposal: Proposal, to: Level, reason: str) -> Proposal:
    """Another level than the proposed one, with the clinician's reason."""
    return _resolve(by, proposal, Proposal.State.CHANGED, to, _needed(reason))


@action
def decline(*, by: Actor, proposal: Proposal, reason: str) -> Proposal:
    """The level stays, with the clinician's reason."""
    return _resolve(by, proposal, Proposal.State.DECLINED, None, _needed(reason))


ANSWERED: dict[str, Verb] = {
    Proposal.State.ACCEPTED: Verb.PROPOSAL_ACCEPTED,
    Proposal.State.CHANGED: Verb.PROPOSAL_CHANGED,
    Proposal.State.DECLINED: Verb.PROPOSAL_DECLINED,
}


def _resolve(by: Actor, proposal: Proposal, state: str, to: Level | None, reason: str) -> Proposal:
    pathway = _locked(proposal.pathway)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("decision").get(pk=proposal.pk)
    if proposal.state != Proposal.State.OPEN:
        raise ValidationError(_("This proposal was answered already, or newer answers took its place."))
    proposal.state, proposal.reason = state, reason
    if isinstance(by, User):  # an import has no user: its name stands in the verdict and in the audit row
        proposal.resolved_at, proposal.resolved_by = clock.now(), by
    proposal.save()
    said = {Proposal.State.ACCEPTED: Said.ACCEPTED, Proposal.State.DECLINED: Said.DECLINED}.get(
        Proposal.State(state), Said.LEVEL
    )
    _say(by, pathway, said, to or Level(proposal.to_level), reason, proposal)
    record(by=by, verb=ANSWERED[state], subject=proposal, patient=pathway.patient, centre=pathway.centre)
    return proposal


@action
def override(*, by: User, pathway: Pathway, to: Level, reason: str) -> Transition | None:
    """A clinician sets the level, also to the one it is, with a reason that stays in the record; the change, if any."""
    pathway, reason = _locked(pathway), _needed(reason)
    change = _say(by, pathway, Said.LEVEL, to, reason)
    record(
        by=by, verb=Verb.LEVEL_SET, subject=pathway, patient=pathway.patient, centre=pathway.centre, to=int(to),
        reason=reason,
    )  # fmt: skip
    return change


def _say(
    by: Actor, pathway: Pathway, said: Said, level: Level, reason: str, proposal: Proposal | None = None
) -> Transition | None:
    """Keep what a person says about the level of a locked pathway, and let the level follow."""
    if pathway.status != Pathway.Status.ACTIVE:
        raise ValidationError(_("Stepped care is paused or ended for this person, so the level cannot change."))
    day = _said_on(pathway)
    Verdict.objects.create(
        pathway=pathway, patient=pathway.patient, centre=pathway.centre, proposal=proposal, day=day, said=said,
        level=level, made_by=actor(by), reason=reason,
    )  # fmt: skip
    kind = Transition.Kind.PROPOSAL if said is Said.ACCEPTED else Transition.Kind.OVERRIDE
    decision, state = proposal.decision if proposal else None, standing(pathway)
    if state:
        return _follow(by, pathway, state, kind=kind, day=day, decision=decision, reason=reason)
    if level is pathway.level_now:  # before the first point
        return None
    return _move(by, pathway, level, day=day, entered=None, kind=kind, reason=reason)


def _said_on(pathway: Pathway) -> date:
    """Today where the person lives; for who travelled west it stands still until their day is past the latest point,
    so that nobody's word falls before a decision that it answers.
    """
    latest, today = latest_decision(pathway), today_of(pathway.patient)
    return max(latest.point, today) if latest else today


@action
def help_began(*, by: Actor, pathway: Pathway, day: date) -> HelpDay:
    """The help of the present level began on this day: the first session, the welcome of a group."""
    return _help(by, pathway, day, began=True)


@action
def help_ended(*, by: Actor, pathway: Pathway, day: date) -> HelpDay:
    """The help of the present level ended on this day."""
    return _help(by, pathway, day, began=False)


def _help(by: Actor, pathway: Pathway, day: date, *, began: bool) -> HelpDay:
    """Kept, and the day decided anew where it was decided without."""
    pathway = _locked(pathway)
    if pathway.status != Pathway.Status.ACTIVE:
        raise ValidationError(_("Stepped care is paused or ended for this person, so nothing is noted."))
    event = HelpDay.objects.create(
        pathway=pathway, patient=pathway.patient, centre=pathway.centre, day=day, began=began, made_by=actor(by)
    )
    verb = Verb.HELP_BEGAN if began else Verb.HELP_ENDED
    record(by=by, verb=verb, subject=pathway, patient=pathway.patient, centre=pathway.centre, day=str(day))
    decide_again(by=by, pathway=pathway, day=day)
    return event


# For each step: the transition, why nothing is asked after it, and what the log says.
STEPS: dict[str, tuple[Callable[[Pathway], None], PatientSchedule.Stopped | None, Verb]] = {
    "pause": (Pathway.pause, PatientSchedule.Stopped.PAUSED, Verb.PATHWAY_PAUSE),
    "ill": (Pathway.fall_ill, PatientSchedule.Stopped.ILL, Verb.PATHWAY_ILL),
    "resume": (Pathway.resume, None, Verb.PATHWAY_RESUME),
    "withdraw": (Pathway.withdraw, PatientSchedule.Stopped.WITHDRAWN, Verb.PATHWAY_WITHDRAW),
    "come_back": (Pathway.come_back, None, Verb.PATHWAY_COME_BACK),
    "end": (Pathway.end, PatientSchedule.Stopped.DIED, Verb.PATHWAY_END),
}


@action
def set_status(*, by: Actor, pathway: Pathway, step: str, reason: str, day: date | None = None) -> Pathway:
    """`pause`, `ill`, `resume`, `withdraw`, `come_back` or `end` (the person died, on `day` or today), with a reason.

    All but `resume` and `come_back`, which bring them back, end every question and the open proposal; flags stay open.
    """
    pathway, reason = _locked(pathway), _needed(reason)
    change, why, verb = STEPS[step]
    if step == "come_back" and said_no(pathway.patient, Purpose.CARE):
        raise ValidationError(_("This person said no to care. They can come back on their own page; nobody else can."))
    try:
        change(pathway)
    except TransitionNotAllowed as error:
        raise ValidationError(_("This was changed already by somebody else. Nothing was changed now.")) from error
    pathway.save()
    if why == PatientSchedule.Stopped.DIED:
        mark_died(by=by, patient=pathway.patient, day=day or max(today_of(pathway.patient), pathway.patient.joined_on))
    if why:
        scheduling.stop(by=by, patient=pathway.patient, why=why)
        _offer(pathway, None)
        emit(PATHWAY_STOPPED, pathway=pathway.pk, patient=pathway.patient_id)
    else:
        scheduling.go_on(by=by, patient=pathway.patient)
        state = standing(pathway)
        _offer(pathway, state.proposed if state else None)
        emit(PATHWAY_RESUMED, pathway=pathway.pk, patient=pathway.patient_id)
    record(by=by, verb=verb, subject=pathway, patient=pathway.patient, centre=pathway.centre, reason=reason)
    return pathway


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Write the reason in a few words.")})
    return reason.strip()


def _locked(pathway: Pathway) -> Pathway:
    """Re-read under a row lock, once an act: answers, clinicians and sweeps may act at the same moment."""
    rows = Pathway.objects.select_for_update(of=("self",))
    locked = rows.select_related("patient", "centre", "policy").defer("policy__source").get(pk=pathway.pk)
    locked.patient.centre = locked.centre
    return locked
