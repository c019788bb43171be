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
GROUP_CHOSE_TO_LEAVE = kind("group.chose_to_leave", carries="member group")  # the same, where it was their own act
MEMBER_PAUSED = kind("group.member_paused", carries="member group until")
# A post can be read by the group; it was posted, or a moderator let it through.
POST_MADE = kind("post.made", carries="post thread group member")
POST_CHANGED = kind("post.changed", carries="post thread group")  # edited, hidden, shown again, or taken along
POST_REPLIED = kind("post.replied", carries="post thread group")  # one that asked: somebody else has posted after it
# A moderator has closed a thread, or opened it again.
THREAD_CHANGED = kind("thread.changed", carries="thread group at")
POST_REPORTED = kind("post.reported", carries="report group")
# A moderator told the writer of a post something about it.
WRITER_TOLD = kind("group.writer_told", carries="word")
REPORT_CLOSED = kind("report.closed", carries="report group")

# How messages to members are called; each has a kind for what they are there, such as "group.news.caregiver".
THREAD_ANSWERED, POST_NAMED, GROUP_NEWS = "thread.answered", "post.named", "group.news"
GROUP_ABOUT_YOURS, GROUP_WAITS = "group.about_yours", "group.waits"
GROUP_OVER, GROUP_OUTSIDE = "group.over", "group.outside"
GROUP_ASKED_TO_HELP = "group.asked_to_help"
GROUP_FEEDBACK = "group.feedback"
# And those to staff alone.
GROUP_WAITS_STAFF, GROUP_REPORT, GROUP_REPORT_URGENT = "group.waits_staff", "group.report", "group.report_urgent"
GROUP_REPORT_LATE, GROUP_REPORT_LATE_URGENT = "group.report_late", "group.report_late_urgent"
GROUP_CASE = "group.case"

# It is `to` another moderator's from now on; or all have had it and it is still open, since it was `made`.
REPORT_PASSED = kind("report.passed", carries="report to")
REPORT_LATE = kind("report.late", carries="report made")
# The case of somebody of another centre was handed to it: `to` looks after it there.
CASE_HANDED = kind("group.case_handed", carries="post to")

# Somebody who helps others said yes to a moderator: they may become a mentor.
LEADER_AGREED = kind(
    "leader.agreed", carries="nomination member group",
    unhandled="Whoever runs the centre sees it on the page of the group; how somebody becomes a mentor comes later.",
)  # fmt: skip

# How the source of a task begins about a post that nobody answered, about somebody whose case was handed over, and of a
# report at which nobody is left who may look.
UNANSWERED_TASK, CASE_TASK, NOBODY_TASK = "post_unanswered:", "post_case:", "report_nobody:"
FEEDBACK_TASK = "group_feedback:"  # about what a caregiver said of a group
GUEST_TASK = "chat_guest:"  # that somebody of the team is to answer in a chat

# A chat at a fixed hour was announced in a group, begins at another moment, or was called off.
CHAT_ANNOUNCED = kind(
    "chat.announced", carries="chat group",
    unhandled="It stands on top of the group's page; nobody is written to who did not ask for it.",
)  # fmt: skip
CHAT_MOVED = kind("chat.moved", carries="chat begins")
CHAT_CALLED_OFF = kind("chat.called_off", carries="chat")
CHAT_SUMMARISED = kind(
    "chat.summarised", carries="chat post",
    unhandled="The post of the summary is told of as made, to whoever follows the thread.",
)  # fmt: skip
# The group is asked whether the summary of a chat may go into the library without names.
CHAT_QUESTION_ASKED = kind("chat.question_asked", carries="question")
# How messages about chats are called, as those to members above.
CHAT_SOON, CHAT_CHANGED, CHAT_QUESTION = "chat.soon", "chat.changed", "chat.question"
