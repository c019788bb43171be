"""Every change of a level or status: decide, move, answer a proposal, override, pause, withdraw, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
from steps import facts, rules
from steps.kinds import LEVEL_CHANGED, NOMINATION_WITHDRAWN, PATHWAY_IMPROVED
from steps.levels import Level
from steps.models import CentrePolicy, Decision, Pathway, PolicyVersion, Proposal, Transition
from steps.policy import Policy
from steps.selectors import facts_at, known_by, policy_of


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
    """Decide one assessment point and let the level follow; None where there is nothing to decide.

    A day decided before is decided again from the level it began with, unless a person has set the level since.
    Days before one that is decided are never reopened, and nothing is decided while the pathway is not active.
    """
    pathway = _locked(pathway)
    known, last_score = known_by(pathway.patient, day)
    latest = pathway.decisions.select_related("proposal").defer("trace").last()
    if pathway.status != Pathway.Status.ACTIVE or last_score is None or (latest and latest.point > day):
        return None
    earlier = latest if latest and latest.point == day else None
    if earlier and earlier.last_score == last_score:
        return earlier
    begun = _state_before(pathway, earlier, day)
    policy = policy_of(pathway.policy)
    decided = rules.decide(facts_at(pathway.patient, begun, known), policy, day)
    granted = _granted_before(pathway, earlier, decided)
    decision = _keep(pathway, decided, begun, last_score, earlier, bool(granted))
    if latest and getattr(latest, "proposal", None):  # only the newest decision can have one that is open
        _supersede(latest.proposal)
    _follow(by, pathway, decision, decided, begun, earlier, granted)
    return decision


def _state_before(pathway: Pathway, earlier: Decision | None, day: date) -> facts.PathwayState:
    """Where the pathway stood when the day began; a level that a person set today stands."""
    started = pathway.started or day
    if earlier and not _set_by_a_person_since(pathway, earlier):
        return facts.PathwayState(
            Level(earlier.level_before), earlier.entered_before, started, earlier.nominated_before
        )
    return facts.PathwayState(pathway.level_now, pathway.entered or day, started, pathway.nominated)


def _set_by_a_person_since(pathway: Pathway, earlier: Decision) -> bool:
    last = pathway.transitions.last()
    return bool(last and last.kind == Transition.Kind.OVERRIDE and last.made >= earlier.decided)


def _granted_before(pathway: Pathway, earlier: Decision | None, decided: ruled.Decision) -> bool | None:
    """A clinician's word on the same proposal earlier that day still holds; None where there is none."""
    if earlier is None or not decided.approval:
        return None
    answered = [Proposal.State.ACCEPTED, Proposal.State.DECLINED]
    same = pathway.proposals.filter(decision__point=decided.point, to_level=decided.level_after, state__in=answered)
    overridden = pathway.transitions.filter(kind=Transition.Kind.OVERRIDE).last()
    last = (same.filter(resolved_at__gt=overridden.made) if overridden else same).order_by("decision__number").last()
    return last.state == Proposal.State.ACCEPTED if last else None


def _keep(
    pathway: Pathway,
    decided: ruled.Decision,
    begun: facts.PathwayState,
    last_score: int,
    earlier: Decision | None,
    granted: bool,
) -> Decision:
    decision = Decision.objects.create(
        pathway=pathway,
        patient=pathway.patient,
        centre=pathway.centre,
        point=decided.point,
        number=earlier.number + 1 if earlier else 1,
        last_score=last_score,
        level_before=begun.level,
        entered_before=begun.entered,
        nominated_before=begun.nominated,
        rule=decided.rule or "",
        outcome=decided.outcome.value,
        level_after=decided.level_after,
        approval=decided.approval,
        granted=granted,
        nominate=decided.nominate,
        policy=decided.policy,
        policy_version=decided.version,
        policy_sha256=decided.hash,
        trace=ruled.to_json(decided),
    )
    record(by="system:rules", verb=Verb.DECISION_MADE, subject=decision, patient=pathway.patient, centre=pathway.centre)
    return decision


def _follow(
    by: Actor, pathway: Pathway, decision: Decision, decided: ruled.Decision, begun: facts.PathwayState,
    earlier: Decision | None, granted: bool | None,
) -> None:  # fmt: skip
    """Let level, proposal, nomination and flag follow the newest decision."""
    after = rules.advance(begun, decided, granted=bool(granted))
    pathway.started, pathway.entered, pathway.nominated = after.started, after.entered, after.nominated
    if after.level != pathway.level_now:
        kind = Transition.Kind.DECIDED_AGAIN if earlier else Transition.Kind.DECISION
        _move(by, pathway, after.level, day=decided.point, entered=after.entered, kind=kind, decision=decision)
    else:
        pathway.save(update_fields=["started", "entered", "nominated"])
    if decided.approval and granted is None:
        Proposal.objects.create(decision=decision, pathway=pathway, centre=pathway.centre, to_level=decided.level_after)
    _nominate(pathway, decision, earlier)
    if decided.flag:
        source = f"pathway:{pathway.pk}:{decided.point}"
        raise_flag(
            by=by, patient=pathway.patient, kind=decided.flag.kind, severity=decided.flag.severity, source=source
        )


def _supersede_proposals(pathway: Pathway) -> None:
    for proposal in pathway.proposals.filter(state=Proposal.State.OPEN):
        _supersede(proposal)


def _supersede(proposal: Proposal) -> None:
    if proposal.state == Proposal.State.OPEN:
        proposal.state = Proposal.State.SUPERSEDED
        proposal.save(update_fields=["state"])


def _nominate(pathway: Pathway, decision: Decision, earlier: Decision | None) -> None:
    ids = {"pathway": pathway.pk, "patient": pathway.patient_id}
    if earlier and earlier.nominate and not decision.nominate:
        for made in pathway.decisions.filter(point=decision.point, nominate=True):  # any of them may have made it
            emit(NOMINATION_WITHDRAWN, **ids, decision=made.pk)
    if decision.nominate and not (earlier and earlier.nominate):
        emit(PATHWAY_IMPROVED, **ids, decision=decision.pk)


def _move(
    by: Actor, locked: Pathway, to: Level, *, day: date, kind: str, entered: date | None = None,
    decision: Decision | None = None, reason: str = "",
) -> Transition:  # fmt: skip
    """Change the level, as nothing else does: state machine, transition row, audit row and event, in the transaction of
    the act that has `locked` the pathway.

    The level counts as entered on `day`, unless a day decided again gives it back with the day it was `entered` before.
    """
    if locked.status != Pathway.Status.ACTIVE:
        raise ValidationError(_("Stepped care is paused or ended for this person, so the level cannot change."))
    before = locked.level_now
    locked.enter(to)
    locked.entered = entered or day
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
    scheduling.set_anchor(by=by, patient=locked.patient, kind=f"level:{int(to)}", day=locked.entered)
    record(by=by, verb=Verb.LEVEL_CHANGED, subject=locked, patient=locked.patient, centre=locked.centre, to=int(to))
    emit(LEVEL_CHANGED, pathway=locked.pk, patient=locked.patient_id, transition=change.pk)
    return change


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
    if to is not None and to != pathway.level_now:
        day = today_of(pathway.patient)
        kind = Transition.Kind.PROPOSAL if state == Proposal.State.ACCEPTED else Transition.Kind.OVERRIDE
        _move(by, pathway, to, day=day, kind=kind, decision=proposal.decision, reason=reason)
    proposal.state, proposal.reason = state, reason
    if isinstance(by, User):  # an import has no user: its name stands in the transition and in the audit row
        proposal.resolved_at, proposal.resolved_by = clock.now(), by
    proposal.save()
    record(by=by, verb=ANSWERED[state], subject=proposal, patient=pathway.patient, centre=pathway.centre)
    return proposal


@action
def override(*, by: User, pathway: Pathway, to: Level, reason: str) -> Transition:
    """A clinician sets the level, with a reason that stays in the record."""
    pathway, reason = _locked(pathway), _needed(reason)
    if to == pathway.level_now:
        raise ValidationError({"to": _("The person is at this level already.")})
    _supersede_proposals(pathway)
    day = today_of(pathway.patient)
    return _move(by, pathway, to, day=day, kind=Transition.Kind.OVERRIDE, reason=reason)


# For each step: the transition, why nothing is asked after it, and what the log says.
STEPS: dict[str, tuple[Callable[[Pathway], None], PatientSchedule.Stopped | None, Verb]] = {
    "pause": (Pathway.pause, PatientSchedule.Stopped.PAUSED, Verb.PATHWAY_PAUSE),
    "ill": (Pathway.pause, PatientSchedule.Stopped.ILL, Verb.PATHWAY_ILL),
    "resume": (Pathway.resume, None, Verb.PATHWAY_RESUME),
    "withdraw": (Pathway.withdraw, PatientSchedule.Stopped.WITHDRAWN, Verb.PATHWAY_WITHDRAW),
    "come_back": (Pathway.come_back, None, Verb.PATHWAY_COME_BACK),
    "end": (Pathway.end, PatientSchedule.Stopped.DIED, Verb.PATHWAY_END),
}


@action
def set_status(*, by: Actor, pathway: Pathway, step: str, reason: str) -> Pathway:
    """`pause`, `ill`, `resume`, `withdraw`, `come_back` or `end` (the person has died), with a reason.

    All but `resume` and `come_back` stop every question and take back every proposal at once; open flags stay for
    staff to close.
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
        mark_died(by=by, patient=pathway.patient, day=today_of(pathway.patient))
    if why:
        scheduling.stop(by=by, patient=pathway.patient, why=why)
        _supersede_proposals(pathway)
    else:
        scheduling.go_on(by=by, patient=pathway.patient)
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
