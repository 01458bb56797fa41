"""Destinations after which a call simply goes on: who rings, what is heard. What is unknown is left to be filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from belplan.callevents import phrase
from belplan.callplan.components.announcement import Announcement
from belplan.callplan.components.forward import Forward
from belplan.callplan.components.hang_up import HangUp
from belplan.callplan.components.prefix import Prefix
from belplan.callplan.components.ring_group import RingGroup
from belplan.callplan.from_freepbx.destinations import Kind, Target
from belplan.callplan.from_freepbx.groups import MOST_SECONDS, Who, order_of, seconds
from belplan.callplan.from_freepbx.index import Index
from belplan.callplan.from_freepbx.notes import Notes
from belplan.callplan.plan import Step

Steps = tuple[Step, ...]
END: Steps = (Step(HangUp()),)
UNKNOWN = Step(Forward())  # not filled in yet
HEARD = Step(Announcement())  # neither
_PREFIX = 20  # characters
_NAME = 40
_WITHOUT_ROW = (Kind.EXTENSION, Kind.VOICEMAIL, Kind.TONE, Kind.HANG_UP, Kind.OTHER)
_NO_BOX = ("", "novm", "no")
_CHOOSE = phrase("Choose in the step that is not filled in where the call goes on.")
_SOUND = phrase("Choose a sound or a text in the announcement that is not filled in.")


class Ringing:
    """Makes the steps of such a destination, and notes what of it is left behind."""

    def __init__(self, index: Index, notes: Notes) -> None:
        self._index, self._notes = index, notes
        self._who = Who(notes.known.country, notes.user)
        self._made: Mapping[Kind, Callable[[Target], Steps]] = {
            Kind.RING_GROUP: self._group,
            Kind.QUEUE: self._queue,
            Kind.EXTENSION: self._extension,
            Kind.VOICEMAIL: self._voicemail,
            Kind.ANNOUNCEMENT: self._announcement,
            Kind.NUMBER: self._number,
            Kind.TONE: self._tone,
            Kind.HANG_UP: lambda _target: (),
        }

    def steps(self, target: Target) -> Steps:
        """What happens there before the call goes on."""
        tell = self._notes.about(target)
        if target.kind not in _WITHOUT_ROW and not self._index.row(target):
            tell(phrase("It is not in the files."), phrase("Upload its table too, or fill in the step yourself."))
            return (UNKNOWN,)
        if target.kind not in self._made:
            tell(phrase("Calls went there; nothing here is the same."), _CHOOSE)
            return (UNKNOWN,)
        return self._made[target.kind](target)

    def prefix(self, text: str) -> Steps:
        """A prefix before the caller's name, where there is one."""
        return (Step(Prefix(text=text[:_PREFIX])),) if text.strip() else ()

    def _group(self, target: Target) -> Steps:
        row, tell = self._index.row(target), self._notes.about(target)
        heard = row.get("annmsg_id", "") not in ("", "0")
        if heard:
            tell(phrase("Callers first heard a recording, which is not in the files."), _SOUND)
        if row.get("ringing", "") not in ("", "Ring", "default"):
            what = phrase("Callers heard music while it rang.")
            tell(what, phrase("Callers hear it ring here; you need not do anything."))
        group = RingGroup(
            name=row.get("description", "")[:_NAME],
            members=self._who.members(row["grplist"].split("-"), tell),
            order=order_of(row.get("strategy", ""), tell),
            timeout=seconds(row.get("grptime", "")),
            accept_key=row.get("needsconf", "") not in ("", "0"),
        )
        return (*([HEARD] if heard else ()), *self.prefix(row.get("grppre", "")), Step(group))

    def _queue(self, target: Target) -> Steps:
        row, tell = self._index.row(target), self._notes.about(target)
        said: dict[str, list[str]] = {}
        for line in self._index.of_queue.get(target.key, ()):
            said.setdefault(line["keyword"], []).append(line["data"])
        members = [_dialled(one) for one in said.get("member", ())]
        what = phrase("Waiting in a queue, with music and agents who sign in, became a ring group.")
        tell(what, phrase("Look at its members and times."))
        wait = row.get("maxwait", "") or MOST_SECONDS
        order = order_of(next(iter(said.get("strategy", ())), ""), tell)
        each = wait if order == "ring_all" else next(iter(said.get("timeout", ())), "")
        group = RingGroup(
            name=row["descr"][:_NAME],
            members=self._who.members(members, tell),
            order=order,
            timeout=seconds(str(each)),
        )
        return (*self.prefix(row.get("grppre", "")), Step(group))

    def _extension(self, target: Target) -> Steps:
        row, tell = self._index.row(target), self._notes.about(target)
        party = self._notes.user(target.key)
        if row.get("findmefollow_enabled", "").lower() in ("yes", "1"):
            what = phrase("It has Follow Me.")
            tell(what, phrase("Let this user make a route of their own, with their mobile number."))
        if row.get("voicemail", "") not in _NO_BOX and not row.get("noanswer_dest"):
            what = phrase("Without answer callers came to its voicemail; here the call is hung up.")
            tell(what, phrase("Put an announcement or an e-mail before the hang-up."))
        if not party:
            return (UNKNOWN,)
        return (Step(Forward(user=party.removeprefix("user/"), timeout=seconds(row.get("ringtimer", "")))),)

    def _voicemail(self, target: Target) -> Steps:
        what = phrase("Callers could leave a message there.")
        instead = phrase(
            "Choose what they hear in the announcement that is not filled in; an e-mail can tell who called."
        )
        self._notes.about(target)(what, instead)
        return (HEARD,)

    def _announcement(self, target: Target) -> Steps:
        tell = self._notes.about(target)
        tell(phrase("Its recording is not in the files."), _SOUND)
        if self._index.row(target).get("return_ivr", "") == "1":
            what = phrase("After it callers came back to the menu.")
            tell(what, phrase("Choose what comes after the announcement."))
        return (HEARD,)

    def _number(self, target: Target) -> Steps:
        dialled, tell = self._index.row(target)["destdial"], self._notes.about(target)
        party = "" if dialled.startswith("*") else self._who.party(dialled)
        if not party:
            tell(phrase("It dialled {number}, which leads nowhere here.", number=dialled), _CHOOSE)
            return (UNKNOWN,)
        if party.startswith("user/"):
            return (Step(Forward(user=party.removeprefix("user/"))),)
        return (Step(Forward(external=party)),)

    def _tone(self, target: Target) -> Steps:
        what = phrase("Callers heard a tone or music before the end; here the call is hung up at once.")
        self._notes.about(target)(what, phrase("Put an announcement before the hang-up if they should hear something."))
        return ()


def _dialled(member: str) -> str:
    """201 of "Local/201@from-queue/n,0" or "PJSIP/201,0"."""
    return member.partition("/")[2].partition("@")[0].partition(",")[0]
