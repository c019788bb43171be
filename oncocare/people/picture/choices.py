"""What may be chosen for the details of a clinical picture: codes and their words. Pure.

The words fit whoever reads them, the person or the team. Cancers: by organ, as people name them, after the groups of
ICD-10 C00–C97. Children: the ages at which a child understands an illness differently. Education: the levels of
ISCED 2011 in four groups.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PHASE: Mapping[str, "StrOrPromise"] = {
    "new": _("I have just been diagnosed"),
    "treatment": _("I am in treatment"),
    "after": _("My treatment is over"),
    "living_with": _("I live with the illness"),
}
PHASE_TO_STAFF: Mapping[str, "StrOrPromise"] = {
    "new": _("just diagnosed"),
    "treatment": _("in treatment"),
    "after": _("treatment is over"),
    "living_with": _("lives with the illness"),
}
CANCER: Mapping[str, "StrOrPromise"] = {
    "breast": _("Breast"),
    "bowel": _("Bowel"),
    "lung": _("Lung"),
    "prostate": _("Prostate"),
    "womb": _("Womb"),
    "ovary": _("Ovary"),
    "cervix": _("Cervix"),
    "testicle": _("Testicle"),
    "bladder": _("Bladder"),
    "kidney": _("Kidney"),
    "stomach": _("Stomach"),
    "oesophagus": _("Oesophagus"),
    "pancreas": _("Pancreas"),
    "liver": _("Liver or bile ducts"),
    "head_neck": _("Mouth, throat or larynx"),
    "thyroid": _("Thyroid"),
    "skin_melanoma": _("Melanoma"),
    "brain": _("Brain or spinal cord"),
    "lymphoma": _("Lymphoma"),
    "leukaemia": _("Leukaemia"),
    "myeloma": _("Myeloma"),
    "sarcoma": _("Sarcoma"),
    "other": _("Another cancer"),
}
STAGE: Mapping[str, "StrOrPromise"] = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
YES_NO: Mapping[str, "StrOrPromise"] = {"yes": _("Yes"), "no": _("No")}
TREATMENT: Mapping[str, "StrOrPromise"] = {
    "operation": _("Operation"),
    "chemotherapy": _("Chemotherapy"),
    "radiotherapy": _("Radiotherapy"),
    "hormone_therapy": _("Hormone therapy"),
    "immunotherapy": _("Immunotherapy"),
    "targeted_therapy": _("Targeted therapy"),
    "transplant": _("Stem cell transplant"),
    "watching": _("Active surveillance"),
    "comfort": _("Palliative care"),
    "other": _("Another treatment"),
}
SEX: Mapping[str, "StrOrPromise"] = {
    "female": _("Female"),
    "male": _("Male"),
    "intersex": _("Intersex"),
}
LIVING_WITH: Mapping[str, "StrOrPromise"] = {
    "alone": _("Alone"),
    "partner": _("Partner"),
    "children": _("Children"),
    "parents": _("Parents"),
    "relatives": _("Other relatives"),
    "friends": _("Friends or housemates"),
    "residence": _("In a residence or home"),
}
CHILDREN: Mapping[str, "StrOrPromise"] = {
    "none": _("No children"),
    "0_5": _("0 to 5 years"),
    "6_11": _("6 to 11 years"),
    "12_17": _("12 to 17 years"),
    "grown": _("18 years or older"),
}
WORK: Mapping[str, "StrOrPromise"] = {
    "employed": _("Employed"),
    "self_employed": _("Self-employed"),
    "none": _("No paid work now"),
}
EDUCATION: Mapping[str, "StrOrPromise"] = {
    "none": _("None finished"),
    "primary": _("Primary school"),
    "secondary": _("Secondary school or vocational training"),
    "university": _("University"),
}
NEED: Mapping[str, "StrOrPromise"] = {
    "large_print": _("Large letters"),
    "screen_reader": _("A screen reader"),
    "hearing": _("Written words instead of calls"),
    "interpreter": _("An interpreter"),
    "sign_language": _("Sign language"),
    "reading_help": _("Help with reading and writing"),
    "computer_help": _("Help with the phone or computer"),
    "step_free": _("Step-free access"),
}
# The languages most spoken where the programmes run; each by its own name, which its speakers know in any alphabet.
LANGUAGE: Mapping[str, "StrOrPromise"] = {
    "es": "Español",
    "ca": "Català",
    "eu": "Euskara",
    "gl": "Galego",
    "pt": "Português",
    "pl": "Polski",
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "ro": "Română",
    "uk": "Українська",
    "ru": "Русский",
    "ar": "العربية",
    "ber": "Tamaziɣt",
    "ur": "اردو",
    "zh": "中文",
    "qu": "Runasimi",
    "gn": "Avañe’ẽ",
    "ay": "Aymar aru",
    "other": _("Another language"),
}
# Why nothing is said about a detail: as the person chooses it, and as their team reads it.
UNSAID: Mapping[str, "StrOrPromise"] = {
    "unknown": _("I do not know"),
    "not_applicable": _("It does not apply to me"),
    "private": _("I would rather not say"),
    "later": _("Later"),
}
UNSAID_TO_STAFF: Mapping[str, "StrOrPromise"] = {
    "unknown": _("Does not know"),
    "not_applicable": _("Does not apply"),
    "private": _("Would rather not say"),
    "later": _("Said: later"),
}
