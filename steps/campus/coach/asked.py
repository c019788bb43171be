"""Which symptom each item of the short symptom check asks about. Pure."""

from __future__ import annotations

from collections.abc import Mapping

INSTRUMENT = "symptom-check"
SYMPTOM_OF: Mapping[str, str] = {
    "1": "tiredness",
    "2": "nausea",
    "3": "vomiting",
    "4": "appetite",
    "5": "mouth_sores",
    "6": "diarrhoea",
    "7": "constipation",
    "8": "pain",
    "9": "numbness",
    "10": "sleep",
    "11": "worry",
    "12": "low_mood",
}
