"""Which guides there are, and where they speak of each page of staff."""

GUIDES = (
    "set-up",
    "desk",
    "joining",
    "rota-and-flags",
    "schedules",
    "policy",
    "instruments",
    "safety-plan",
    "library",
    "consent-and-records",
    "messages",
    "signing-in",
    "system",
)

# The guide and its section ("" is its beginning), and the names of the addresses whose pages they speak of.
_PAGES = {
    ("set-up", ""): "centre",
    ("set-up", "who-you-are-and-who-works-with-you"): "centre_facts centre_staff give_role take_role renew_colleague "
    "withdraw_colleague",
    ("set-up", "numbers-and-words"): "centre_crisis review_crisis_numbers centre_patient_page centre_leaflet",
    ("desk", "the-caseload"): "caseload load save_view delete_view hand_over_people answer_request",
    ("desk", "finding-a-person"): "find_person",
    ("desk", "the-record"): "record ask open_record my_tasks finish_task print_record",
    ("desk", "writing-in-a-record"): "write_note correct_note log_contact add_task assign_clinician pause_pathway "
    "ill_pathway resume_pathway withdraw_pathway come_back_pathway end_pathway",
    ("desk", "proposals"): "accept_proposal change_proposal decline_proposal set_level help_began help_ended",
    ("desk", "what-is-known-about-a-person"): "person_picture",
    ("desk", "not-on-track"): "supervision supervision_sheet note_supervision centre_expected",
    ("desk", "questions-on-paper-and-by-telephone"): "choose_sheet print_sheet paper_answers enter_answers "
    "entered_answers choose_call begin_call call_question check_call call_worry",
    ("desk", "keyboard-shortcuts"): "shortcuts",
    ("joining", ""): "invitations invite invite_ward letter letters renew_invitation withdraw_invitation",
    ("joining", "many-people-at-once-with-a-yes-on-paper"): "arrivals arrivals_template",
    ("rota-and-flags", "what-a-coordinator-sets-up"): "centre_hours centre_holidays centre_promise",
    ("rota-and-flags", "why-nobody-is-on-duty"): "centre_rota add_cover remove_cover",
    ("rota-and-flags", "when-nobody-is-on-call"): "centre_on_call sign_uncovered_hours",
    ("rota-and-flags", "whose-it-is"): "my_duty acknowledge_flag hand_over_flag",
    ("rota-and-flags", "the-hard-cases"): "from_before",
    ("schedules", ""): "schedule start_schedule",
    (
        "schedules",
        "from-a-draft-to-a-schedule-in-force",
    ): "edit_schedule arrange_schedule preview_schedule save_schedule",
    ("schedules", "one-line"): "schedule_line",
    ("schedules", "what-changes-for-people-in-care"): "patient_schedule",
    ("policy", ""): "centre_policies propose_policy set_answer_days activate_policy decline_policy",
    ("instruments", ""): "centre_instruments load_pack",
    ("safety-plan", "closing-a-flag-about-suicidal-thoughts"): "close_flag",
    ("safety-plan", "a-safety-plan"): "person_plan write_person_plan",
    ("library", ""): "library_pieces",
    ("library", "a-piece"): "library_new_piece library_piece library_facts",
    ("library", "writing"): "library_write library_keep library_preview",
    ("library", "handing-in-and-reviewing"): "library_version library_changes",
    ("library", "pictures-films-and-sounds"): "library_media library_medium library_file library_captions",
    ("library", "modules"): "library_modules library_new_module library_module library_arrange_module",
    ("library", "taking-over-samples"): "library_samples",
    ("library", "modules-as-files"): "library_import library_export",
    ("consent-and-records", "texts"): "centre_texts centre_text centre_text_version",
    ("consent-and-records", "privacy-and-barriers"): "centre_notice",
    ("messages", ""): "person_messages my_messages message_settings",
    ("signing-in", ""): "sign_in_methods choose_sign_in second_factor add_passkey passkey remove_passkey set_password "
    "add_app remove_app recovery_codes recovery_codes_text sign_out_everywhere",
    ("signing-in", "your-own-account"): "my_account change_name change_address address_sent",
    ("signing-in", "two-centres"): "choose_centre",
    ("signing-in", "i-lost-my-phone"): "access_requests access_request",
    ("system", ""): "centre_system try_again",
}
PLACES = {name: place for place, names in _PAGES.items() for name in names.split()}
