"""Who is in the demo, and what each has answered. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from oncocare.people.roles import CLINICIAN, COORDINATOR, PATIENT, RESEARCHER, SUPPORTER, WARD, Role

SEED = 7


@dataclass(frozen=True)
class Person:
    """Somebody with a sign-in link."""

    email: str
    name: str
    language: str
    role: Role
    says: str
    elsewhere: bool = False  # has the same role at the second centre too


CAST = (
    Person("ana@demo.invalid", "Ana", "en", PATIENT, "Patient with first questions due (Ana)"),
    Person("lucia@demo.invalid", "Lucía", "es", PATIENT, "Paciente con primeras preguntas (Lucía)"),
    Person("berta@demo.invalid", "Berta", "en", PATIENT, "Patient in her fifth month (Berta)"),
    Person("clara@demo.invalid", "Clara Soler", "en", CLINICIAN, "Clinician (Clara)"),
    Person("pau@demo.invalid", "Pau Ferrer", "en", CLINICIAN, "Second on the rota (Pau)"),
    Person("gala@demo.invalid", "Gala Roig", "en", CLINICIAN, "Clinician at two centres (Gala)", elsewhere=True),
    Person("marc@demo.invalid", "Marc Vidal", "en", COORDINATOR, "Coordinator (Marc)"),
    Person("eva@demo.invalid", "Eva Roca", "en", RESEARCHER, "Researcher (Eva)"),
    Person("olga@demo.invalid", "Olga Serra", "en", WARD, "Somebody of the ward (Olga)"),
    Person("neus@demo.invalid", "Neus Pons", "en", SUPPORTER, "Nurse who guides people at level 2 (Neus)"),
)
# Totals of PHQ-9 and GAD-7 every two weeks, and the answer to PHQ-9 item 9 at each; a made-up spread of courses.
COURSES: dict[str, list[tuple[int, int, int]]] = {
    "Berta": [(16, 13, 0), (14, 12, 0), (13, 10, 0), (11, 9, 0), (9, 7, 0), (8, 6, 0), (6, 5, 0), (6, 4, 0), (5, 4, 0)],
    "Carmen": [(4, 3, 0), (5, 4, 0), (3, 2, 0), (4, 3, 0), (3, 3, 0)],
    "Dolors": [(22, 17, 1), (20, 16, 0), (18, 15, 0)],
    "Núria": [(21, 16, 1)],
    "Elena": [(11, 8, 0), (10, 9, 0), (12, 10, 0), (13, 11, 0), (15, 12, 1)],
    "Fátima": [(7, 9, 0), (6, 7, 0), (5, 5, 0), (4, 4, 0), (4, 3, 0), (3, 3, 0)],
    "Gloria": [(9, 6, 0), (14, 11, 0), (17, 13, 0), (19, 14, 2)],
    "Inés": [(2, 1, 0), (3, 2, 0), (2, 2, 0)],
    "Joana": [(18, 10, 0), (16, 11, 0)],
    "Kasia": [(8, 11, 0), (9, 12, 0), (8, 10, 0), (7, 8, 0)],
    "Lídia": [(12, 12, 0), (11, 12, 0), (12, 11, 0)],
    "Montse": [(5, 7, 0), (6, 6, 0)],
}
LATE = ("Lídia", "Joana")  # who have not answered in time
JUST_NOW = ("Elena", "Gloria", "Núria")  # whose last answers came within the last hours


@dataclass(frozen=True)
class Situation:
    """Somebody in one of the situations that the guides speak of. `points`: how many days ago, totals of PHQ-9 and
    GAD-7, the answer to item 9 (None: would rather not say), and how it came. `then` names what happens afterwards.
    """

    name: str
    points: tuple[tuple[int, int, int, int | None, str], ...]
    then: tuple[str, ...] = ()
    looked_after: bool = True


SITUATIONS = (
    # Half a year, and well for months: she may become a mentor.
    Situation(
        "Helena",
        (
            *((190, 13, 9, 0, "self"), (150, 5, 4, 0, "self"), (120, 4, 3, 0, "self")),
            *((70, 4, 2, 0, "self"), (2, 3, 2, 0, "self")),
        ),
    ),
    Situation("Rosa", ((6, 17, 12, 2, "self"),), ("cannot_wait", "flag_left")),
    Situation("Sílvia", ((0, 12, 9, 1, "self"),), ("can_wait", "wants_to_die")),
    Situation("Teresa", ((14, 22, 17, 0, "self"),), ("flag_answered", "proposal_left")),
    Situation("Victòria", ((45, 9, 8, 1, "self"),), ("flag_answered", "missed_two", "wants_to_die")),
    Situation(
        "Laura",
        ((84, 16, 13, 0, "self"), (2, 15, 12, 0, "telephone")),
        ("help_goes_on", "opened", "supervised", "wrote"),
    ),
    Situation("Pilar", ((100, 17, 12, 0, "self"), (5, 12, 9, 0, "self")), ("help_over", "task_due", "asks_for_a_call")),
    Situation("Mercè", ((60, 3, 3, 0, "paper"), (1, 11, 9, 0, "paper")), ("answered_late", "wrote_in_vain")),
    Situation("Quima", ((30, 8, 7, 1, "self"),), ("flag_answered", "pause")),
    Situation("Rut", ((30, 8, 7, 1, "self"),), ("flag_answered", "ill")),
    Situation("Sara", ((30, 5, 4, 1, "self"),), ("flag_answered", "withdraw")),
    Situation("Úrsula", ((40, 9, 8, 0, "self"),), ("end",)),
    Situation("Xènia", ((3, 6, 6, 0, "self"),), (), looked_after=False),
    Situation("Zoe", ((20, 6, 5, 0, "self"),), ("half_answered", "handed_over")),
    Situation("Amàlia", ((0, 12, 9, 1, "self"),), ("not_reached", "plan_shared")),
    Situation("Bruna", ((2, 13, 9, 1, "self"),), ("not_reached_late", "plan_kept")),
    Situation("Cesca", ((3, 8, 6, None, "self"),), ("flag_answered", "printed", "wrote_and_was_read")),
    Situation("Dúnia", ((20, 7, 5, 0, "self"),), ("little_answered", "called_in_vain", "tasks", "wrote_at_night")),
    Situation(
        "Estel",
        ((30, 22, 17, 1, "self"),),
        ("flag_answered", "proposal_declined", "written", "asks_for_a_private_session"),
    ),
    Situation("Wanda", ((25, 8, 6, 0, "self"),), ("handed_to_gala", "wrote_to_the_absent")),
)
# Who is in groups: in care long enough and not at level 3, whose help would begin with it; some who are in care outside
# stepped care and have nothing else here; one of them a mentor; and caregivers.
IN_GROUPS = ("Berta", "Carmen", "Fátima", "Mercè", "Victòria")
ONLY_IN_GROUPS = ("Noemí", "Iratxe", "Rocío", "Damián")
MENTOR_IN_GROUPS = "Helena"
SIGN_IN_FOR = {"Berta": "after-treatment"}  # who signs in to the demo is in one group, as people are
DECLINED_GROUPS = ("Dúnia", "Inés", "Kasia", "Montse")  # who were offered one, and said "not now"
CAREGIVERS_IN_GROUPS = {"Aina": "Berta", "Biel": "Carmen", "Enric": "Elena", "Dolça": "Mercè", "Ximo": "Victòria"}
CAREGIVER = "Oriol"  # of Laura, with care of his own, outside stepped care
# Type and stage of cancer, and whom they live with, of those of whom more is known than the phase.
PICTURES: dict[str, tuple[str, str, str]] = {
    "Berta": ("breast", "2", "partner"),
    "Dolors": ("ovary", "3", "alone"),
    "Elena": ("bowel", "2", "children"),
    "Gloria": ("lung", "3", "relatives"),
    "Laura": ("breast", "1", "partner"),
    "Mercè": ("lymphoma", "2", "parents"),
    "Rosa": ("breast", "3", "alone"),
}
