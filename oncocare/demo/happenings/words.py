"""What is asked in the demo, how its flags end, and what its staff write. Pure."""

from __future__ import annotations

QUESTIONS = ["phq-9", "gad-7"]
# How the flags of a course ended, the first first; whoever is not here was spoken with.
ENDINGS: dict[str, tuple[str, ...]] = {
    "Dolors": ("spoke_safe", "plan", "already_known"),
    "Victòria": ("emergency",),
    "Sara": ("referred_elsewhere",),
    "Cesca": ("no_concern",),
    "Rut": ("other",),
    "Quima": ("referred",),
    "Estel": ("spoke_safe", "mistake"),
}
ENDED_WITH = {
    "emergency": "112 was called; her sister stayed with her until they came, and the ward knows.",
    "referred_elsewhere": "Goes to the psychiatrist of her own town from Monday; the appointment is made.",
    "no_concern": "She passed the question over; her son sat beside her. Her nurse asked today: no such thought.",
    "other": "Is in hospital at the moment; the liaison psychiatrist sees her there every day.",
    "already_known": "Her psychiatrist knows of this, and sees her every second week.",
}
NOT_REACHED = "No answer on either number; a message was left to call back."
SUPERVISED = "Look at the group with her; if it does not fit, propose therapy."
KEPT = "We spoke; she wishes to stay where she is until the next answers."
CALLED = "Called about the days at home. She sleeps better, and her sister comes on Fridays."
PUT_RIGHT = "It is her daughter who comes on Fridays; her sister lives abroad."
CALL_WHEN = "After four in the afternoon, please; in the morning I am at the hospital."
QUESTION = "Is it all right to swim between two treatments? The pool opens again next week."
ANSWER = "Yes, once the wound is closed. I asked your surgeon: from the 15th on. Enjoy it."
TO_KNOW = "She would rather be called in the afternoon."
PLAN = {
    "signs": "I stop sleeping, and leave the curtains closed.",
    "myself": "A walk to the sea, or a shower.",
    "people": "Jordi",
    "safer": "My daughter keeps the medicines.",
}
