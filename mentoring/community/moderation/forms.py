"""What a member tells the moderators, and what a mentor or a moderator does about a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from mentoring.community.models import Moderator
from mentoring.community.moderation import actions
from mentoring.community.moderation.actions import BY_MEMBERS
from mentoring.community.threads.fitting import LONGEST
from mentoring.community.threads.models import Post, PostReport
from oncocare.foundation import clock
from oncocare.people.models import User
from oncocare.safety.models import Flag
from oncocare.web.forms import hint_options, leave_unmarked, refusals_shown_on

SHOW, HIDE, PAUSE, BACK, RAISE, CLOSE = "show", "hide", "pause", "back", "raise", "close"
WARN, CONCERN, AGAIN, SEEN = "warn", "concern", "again", "seen"
DAYS = (1, 3, 7, 30)
# What a moderator can say of what was reported: the others follow from another act alone.
ENDINGS = [one for one in PostReport.Ending if one not in (PostReport.Ending.BACK, PostReport.Ending.SEEN)]


class PostReportForm(forms.Form):
    """What is wrong with a post, and in words if somebody likes."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you tell the moderators?"),
        choices=[(one.value, one.label) for one in BY_MEMBERS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong with it.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Do you want to add something?"),
        help_text=gettext_lazy("Only the moderators read it."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        worry = {PostReport.Reason.WORRY.value: gettext_lazy("A moderator is told at once.")}
        hint_options(self.fields["reason"], worry)  # type: ignore[arg-type]  # -- it is a choice, as declared above
        leave_unmarked(*self.fields.values())


class MentorHidesForm(forms.Form):
    """Why a mentor thinks that a moderator should read a post first."""

    words = forms.CharField(
        label=gettext_lazy("Why should a moderator read it first?"),
        help_text=gettext_lazy("Only the moderators read this."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a few words why, for the moderators.")},
    )


class HidePostForm(forms.Form):
    """Why a post is hidden, as its writer reads it."""

    why = forms.CharField(
        label=gettext_lazy("Why, as who wrote it reads it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why, for whoever wrote the post. They read it.")},
    )


class PauseMemberForm(forms.Form):
    """For how long somebody reads and does not write, and why, as they read it."""

    days = forms.TypedChoiceField(label=gettext_lazy("For how long"), coerce=int, choices=())
    why = forms.CharField(
        label=gettext_lazy("Why, as they read it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why, for the person. They read it.")},
    )

    def __init__(self, data: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        days = self.fields["days"]
        days.choices = [(n, ngettext("%(n)s day", "%(n)s days", n) % {"n": n}) for n in DAYS]  # type: ignore[attr-defined]  # -- a choice, as declared


class CloseReportsForm(forms.Form):
    """How what was reported ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=[("", "–"), *((one.value, one.label) for one in ENDINGS)],
        error_messages={"required": gettext_lazy("Choose how it ended.")},
    )


class WarnForm(forms.Form):
    """A reminder of the rules, as the writer of a post reads it."""

    words = forms.CharField(
        label=gettext_lazy("What you remind them of, as they read it"),
        help_text=gettext_lazy("Only they and the moderators read it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what the person who wrote the post reads.")},
    )


class ConcernForm(forms.Form):
    """A message of concern to the writer of a post; with it, where they are in care, the flag."""

    words = forms.CharField(
        label=gettext_lazy("Your message, as they read it"),
        help_text=gettext_lazy("Only they and the moderators read it. The numbers to call stand below it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the person who wrote the post reads.")},
    )
    flag = forms.BooleanField(
        label=gettext_lazy("Raise the flag too, or hand it to their own centre"), required=False, initial=True
    )

    def __init__(self, data: Any = None, *, post: Any, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        with override(post.language):
            self.fields["words"].initial = _(
                "I read what you wrote, and I worry about you. You do not have to carry this alone. If it gets too "
                "hard, call one of the numbers below."
            )
        if not post.in_care:
            del self.fields["flag"]  # nobody can raise one for whoever is in nobody's care


class LookAgainForm(forms.Form):
    """What another moderator finds who looks again, as the writer of the post reads it."""

    back = forms.TypedChoiceField(
        label=gettext_lazy("What you find"),
        coerce=lambda chosen: chosen == "back",
        choices=[("stays", gettext_lazy("It stays so")), ("back", gettext_lazy("It is taken back"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you find.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Why, as they read it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what the person who wrote the post reads.")},
    )


class AskAgainForm(forms.Form):
    """What the writer of a post wants another moderator to know."""

    words = forms.CharField(
        label=gettext_lazy("What should they know?"),
        help_text=gettext_lazy("Only the moderators read it. You can leave it empty."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        leave_unmarked(*self.fields.values())


class ActsOnPost:
    """Everything that a moderator may do about one `post` of `with_who_hid`: the forms, what was pressed, and whether
    it is their `own`, about which somebody else decides.
    """

    def __init__(self, post: Any, moderator: Moderator, data: Mapping[str, Any] | None = None) -> None:
        self.post, self.moderator = post, moderator
        self.own = post.by.user_id == moderator.user_id
        self.pressed = str(data.get("do", "")) if data else ""
        mine = f"post-{post.pk}"
        self.hide = HidePostForm(data if self.pressed == HIDE else None, prefix=f"{mine}-hide")
        self.pause = PauseMemberForm(data if self.pressed == PAUSE else None, prefix=f"{mine}-pause")
        self.close = CloseReportsForm(data if self.pressed == CLOSE else None, prefix=f"{mine}-close")
        self.warn = WarnForm(data if self.pressed == WARN else None, prefix=f"{mine}-warn")
        self.concern = ConcernForm(data if self.pressed == CONCERN else None, post=post, prefix=f"{mine}-concern")
        self.again = LookAgainForm(data if self.pressed == AGAIN else None, prefix=f"{mine}-again")
        self.press = forms.Form({} if self.pressed in (SHOW, BACK, RAISE, SEEN) else None)

    @property
    def may_show(self) -> bool:
        """Whether they may let the group read it: never their own, nor what was hidden of somebody who has left."""
        hidden = self.post.state == Post.State.HIDDEN and not self.post.by.left
        return not self.own and (hidden or self.post.state == Post.State.HELD)

    @property
    def forms(self) -> list[forms.Form]:
        """All of them, for what a page says of what was refused."""
        return [self.press, self.again, self.concern, self.hide, self.warn, self.pause, self.close]

    @property
    def refused(self) -> bool:
        """Whether anything was."""
        return any(form.errors for form in self.forms)

    def do(self, by: User) -> str:
        """Do what was pressed; what is said of it then, empty where it was refused or nothing was pressed."""
        acts: dict[str, tuple[forms.Form, Callable[[User], str]]] = {
            SHOW: (self.press, self._show),
            HIDE: (self.hide, self._hide),
            PAUSE: (self.pause, self._pause),
            BACK: (self.press, self._back),
            RAISE: (self.press, self._raise),
            CLOSE: (self.close, self._close),
            WARN: (self.warn, self._warn),
            CONCERN: (self.concern, self._concern),
            AGAIN: (self.again, self._look_again),
            SEEN: (self.press, self._seen),
        }
        form, act = acts.get(self.pressed, (None, None))
        if form is None or act is None or not form.is_valid():
            return ""
        with refusals_shown_on(form, by_field="why" in form.fields or "words" in form.fields):
            return act(by)
        return ""

    def _show(self, by: User) -> str:
        actions.show_post(by=by, post=self.post)
        return _("The group can read the post.")

    def _hide(self, by: User) -> str:
        actions.hide_post(by=by, post=self.post, **self.hide.cleaned_data)
        if self.own or self.post.by.left:
            return _("The post is hidden.")
        return _("The post is hidden. Who wrote it is told why.")

    def _pause(self, by: User) -> str:
        until = clock.now() + timedelta(days=self.pause.cleaned_data["days"])
        why = self.pause.cleaned_data["why"]
        actions.pause_member(by=by, member=self.post.by, until=until, why=why, post=self.post)
        return _("%(name)s reads and does not write for now, and is told why.") % {"name": self.post.by.name}

    def _back(self, by: User) -> str:
        actions.end_pause(by=by, member=self.post.by)
        return _("%(name)s can write again.") % {"name": self.post.by.name}

    def _warn(self, by: User) -> str:
        actions.warn(by=by, post=self.post, **self.warn.cleaned_data)
        return _("%(name)s is reminded of the rules, and nobody else reads it.") % {"name": self.post.by.name}

    def _look_again(self, by: User) -> str:
        actions.look_again(by=by, post=self.post, **self.again.cleaned_data)
        return _("%(name)s is told what you found.") % {"name": self.post.by.name}

    def _concern(self, by: User) -> str:
        asked = {"flag": False} | self.concern.cleaned_data
        raised = actions.say_concern(by=by, moderator=self.moderator, post=self.post, **asked)
        said = _("%(name)s is told that you wrote to them.") % {"name": self.post.by.name}
        return f"{said} {self._raised(raised)}" if raised else said

    def _raise(self, by: User) -> str:
        return self._raised(actions.raise_by_hand(by=by, moderator=self.moderator, post=self.post))

    def _raised(self, raised: Flag | User) -> str:
        if isinstance(raised, Flag):
            name = raised.owner.name if raised.owner else "–"
            return _("The flag is raised: %(name)s answers it.") % {"name": name}
        said = _("The case is with %(name)s at the person’s own centre, who is told at once and has a task.")
        return said % {"name": raised.name}

    def _seen(self, by: User) -> str:
        actions.say_seen(by=by, post=self.post)
        return _("Thank you for reading it. It is done.")

    def _close(self, by: User) -> str:
        actions.close_reports(by=by, post=self.post, **self.close.cleaned_data)
        return _("Closed. Whoever reported it is told that somebody has looked.")
