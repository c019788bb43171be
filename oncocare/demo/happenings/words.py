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
# --- what patients write to their team ---
AT_NIGHT = "It is twenty to one and I am awake again. Is it normal that I sleep so badly after the second round?"
READ_ONLY = "The letter says that the check-up is on the 12th, and the page says the 19th. Which one is right?"
PRIVATE = "I would like to talk to the psychologist alone, if that is possible. There are things I cannot say at home."
FORGOTTEN = "Could you tell me whom I ask about the sick pay? The form has four pages."
TO_THE_ABSENT = "You said that you would look for an exercise for the mornings. Have you found one?"
WANTS_TO_DIE = "I can't go on like this. I want to die."
# Days ago, who wrote (None: the patient, in the evening), and what; thanks are closed without words. Days of the team
# that fall on a weekend are the Monday after.
TURNS = (
    (40, None, "My hands tingle since the last session and I drop cups. Should I tell somebody, or does it pass?"),
    (39, "Clara", "Thank you for telling us. Your nurse calls you tomorrow; until then keep your hands warm."),
    (26, None, "It is better with the gloves. Now it is the nights: two hours, and then my head begins with its list."),
    (26, None, "I forgot to say: I would rather not take another tablet."),
    (
        25,
        "Pau",
        "Clara is away this week, so I answer. Without tablets then: get up, little light, back to bed.",
    ),
    (22, None, "I will try that. Thank you both!"),
    (1, None, "The scan is on Thursday and I am no use to anybody. How do others stand this?"),
    (
        0,
        "Clara",
        "Plan something small for each evening until then, with somebody. Shall I call you that morning?",
    ),
)
# What the centre keeps ready, by language: name and words.
TEMPLATES = {
    "en": {
        "We call you": "Thank you for writing. I would rather hear how you are: I call you on … between … and ….",
        "A private session": "Of course. I have an hour on … at … or on … at …, here or by video. Which one suits you?",
        "A question for the ward": "I have passed your question on to the ward. They call you today or tomorrow.",
        "Sleep": "Such nights are long. In the library there is a short text on sleep; shall we read it together?",
    },
    "es": {
        "Le llamamos": "Gracias por escribir. Prefiero oír cómo está: le llamo el … entre las … y las ….",
        "Una sesión individual": "Claro que sí. Tengo una hora el … a las … o el … a las …, aquí o por vídeo.",
        "Una pregunta para la planta": "He pasado su pregunta a la planta. Le llamarán hoy o mañana.",
        "El sueño": "Esas noches son muy largas. En la biblioteca hay un texto corto sobre el sueño; ¿lo vemos juntos?",
    },
}
