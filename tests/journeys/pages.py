"""The pages without an id in their address that the journeys look at, by who opens them."""

CENTRE_PAGES = (
    *(
        "/centre/",
        "/centre/facts/",
        "/centre/staff/",
        "/centre/invitations/",
        "/centre/people/",
        "/centre/hours/",
        "/centre/rota/",
    ),
    *(
        "/centre/crisis/",
        "/centre/texts/",
        "/centre/notice/",
        "/centre/schedule/",
        "/centre/policies/",
        "/centre/instruments/",
    ),
    "/centre/expected/",
    "/ward/",
    *("/centre/patient-page/", "/centre/replies/", "/centre/replies/new/", "/centre/answering/"),
    *(
        "/centre/groups/",
        "/centre/groups/new/",
        "/centre/groups/new/?topic=diet&language=en",
        "/centre/groups/numbers/",
        "/centre/sessions/",
    ),
    *("/centre/on-call/", "/centre/system/", "/account/requests/", "/guides/", "/guides/desk/"),
)
DESK_PAGES = (
    *("/caseload/", "/caseload/hand-over/", "/caseload/shortcuts/", "/duty/", "/tasks/", "/answers/", "/guiding/"),
    "/supervision/",
    "/sessions/hours/",
    "/moderation/",
    "/sessions/held/",
    *("/sessions/led/", "/sessions/led/new/", "/sessions/led/new/?kind=private", "/sessions/led/new/?kind=webinar"),
    *("/coach/", "/plan-rules/"),
    "/centre/policies/",
    *("/library/", "/library/new-piece/", "/library/media/"),
    *("/library/modules/", "/library/new-module/", "/library/samples/", "/library/import/"),
)
OWN_PAGES = (
    *(f"/my/introduction/{topic}/" for topic in ("illness", "treatments", "self", "home", "work", "languages")),
    *("/", "/my/messages/", "/my/messages/settings/", "/my/choices/", "/my/introduction/", "/my/who-looked/"),
    *("/my/data/", "/my/account/", "/account/name/", "/account/address/sent/"),
    *("/my/team/", "/my/team/write/", "/groups/"),
    "/sessions/feed/",
    *("/sessions/", "/sessions/book/", "/sessions/ask/"),
    *("/campus/", "/campus/start/"),
    *("/campus/coach/", "/campus/coach/now/", "/campus/coach/course/"),
    "/my/choices/leave/",
    *("/account/ways/", "/account/sign-out/", "/plan/", "/plan/change/"),
    *("/campus/diary/", "/campus/diary/share/", "/campus/goal/", "/campus/compass/"),
    *("/campus/lessons/", "/campus/writings/"),
)
OUTSIDE_PAGES = (
    *("/account/sign-in/", "/account/password/reset/", "/account/password/reset/sent/"),
    *("/account/password/reset/key/done/", "/account/lost-phone/", "/account/lost-phone/sent/"),
    "/accessibility/",
    "/join/",
)
