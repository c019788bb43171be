"""What the community tells by events, and how it names its tasks."""

from oncocare.events.registry import kind

GROUP_OPENED = kind("group.opened", carries="group")
GROUP_CLOSED = kind("group.closed", carries="group")
# Another centre shares a group no more: its people in it leave it.
GROUP_SHARING_ENDED = kind("group.sharing_ended", carries="group centre")
GROUP_OFFERED = kind(
    "group.offered", carries="offer patient",
    unhandled="The offer stands on the person's own page, and after a week on the desk; no mail follows from a level.",
)  # fmt: skip
GROUP_OFFER_ANSWERED = kind("group.offer_answered", carries="offer patient answer")
GROUP_JOINED = kind("group.joined", carries="member group")
# Somebody left a group, was paused in it or may write again: what they may read or write is different from now on.
GROUP_LEFT = kind("group.left", carries="member group")
MEMBER_PAUSED = kind("group.member_paused", carries="member group until")
# A post can be read by the group; it was posted, or a moderator let it through.
POST_MADE = kind("post.made", carries="post thread group member")
POST_CHANGED = kind("post.changed", carries="post thread group")  # edited, hidden, shown again, or taken along
POST_REPLIED = kind(
    "post.replied", carries="post thread group",
    unhandled="It is counted from the posts themselves; whoever asked hears of the answer that is told as made.",
)  # fmt: skip  # one that asked: somebody else has posted after it
POST_REPORTED = kind("post.reported", carries="report group")
REPORT_CLOSED = kind("report.closed", carries="report group")

# How messages to members are called; each has a kind for what they are there, such as "group.news.caregiver".
THREAD_ANSWERED, POST_NAMED, GROUP_NEWS = "thread.answered", "post.named", "group.news"
GROUP_ABOUT_YOURS, GROUP_WAITS = "group.about_yours", "group.waits"
GROUP_OVER, GROUP_OUTSIDE = "group.over", "group.outside"
# And those to staff alone.
GROUP_WAITS_STAFF, GROUP_REPORT, GROUP_REPORT_URGENT = "group.waits_staff", "group.report", "group.report_urgent"
GROUP_REPORT_LATE, GROUP_REPORT_LATE_URGENT = "group.report_late", "group.report_late_urgent"
GROUP_CASE = "group.case"

# It is `to` another moderator's from now on; or all have had it and it is still open, since it was `made`.
REPORT_PASSED = kind("report.passed", carries="report to")
REPORT_LATE = kind("report.late", carries="report made")
# The case of somebody of another centre was handed to it: `to` looks after it there.
CASE_HANDED = kind("group.case_handed", carries="post to")

# How the source of a task begins about a post that nobody answered, and about somebody whose case was handed over.
UNANSWERED_TASK, CASE_TASK = "post_unanswered:", "post_case:"
