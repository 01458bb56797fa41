"""What must hold between the facts and what people at the telephones lived through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from belplan.callevents import Answered, CallEnded, CallStarted, Direction, Outcome, PlanEntered, StepEntered, phrase
from belplan.callplan.plan import walk_plan
from tests.simulation.channels import Channel, Talk
from tests.simulation.evidence import Evidence, Finding, Record
from tests.simulation.plans import SECONDS
from tests.simulation.world import WRITTEN

SILENCE = 15.0  # seconds without hearing anything that nobody must bear
AT_ONCE = 1.5  # seconds: what follows when nothing went wrong
BY_LOOKING = 12.0  # seconds: what follows when an event was lost, and the engine's next look must find it
REQUEST = 6.0  # seconds: a request that gets no reply, and what follows
RING_SECONDS = {float(seconds * waves) for seconds in SECONDS for waves in range(1, 6)} | {20.0, 40.0, 60.0}
UNKNOWN = 0.03 + WRITTEN + 0.06  # seconds before a crash of which the next engine can know nothing


def everybody_served(evidence: Evidence) -> Iterator[Finding]:
    """Each call that came to us has one record; one that could not be seen had the fallback, or left before we could
    look."""
    records = Counter(started.leg for record in evidence.records.values() for started in record.all(CallStarted))
    for channel in evidence.channels.values():
        if channel.made or channel.entered is None:
            continue
        count = records[channel.id]
        if count == 0 and not _unseen(evidence, channel):
            yield Finding("no call is lost", channel.id, f"no record of the call at {channel.entered:.3f}")
        if count > 1:
            yield Finding("one record each", channel.id, f"{count} records")


def _unseen(evidence: Evidence, channel: Channel) -> bool:
    """It was over before any engine could look."""
    assert channel.entered is not None
    end = channel.entered if channel.ended is None else channel.ended
    seen = evidence.seeing(channel.entered, end)
    told = "StasisStart" not in evidence.lost.get(channel.id, ()) and not _broken(evidence, channel.entered)
    if channel.ended_by == "engine":  # a call that we end has a record, unless that was not written any more
        return evidence.crash_between(end - UNKNOWN, end + UNKNOWN)
    return seen <= (UNKNOWN if told else BY_LOOKING)


def _broken(evidence: Evidence, moment: float) -> bool:
    return any(begin - 0.1 <= moment <= end + 0.01 for begin, end in evidence.blind)


def nothing_left(evidence: Evidence) -> Iterator[Finding]:
    """At the end of the day the switch is empty, and so is the engine."""
    asterisk = evidence.world.asterisk
    for channel in asterisk.channels.values():
        yield Finding("nothing is left", channel.id, f"a channel, {channel.state}")
    for bridge in asterisk.bridges:
        yield Finding("nothing is left", bridge, "a bridge")
    if evidence.world.left:
        yield Finding("nothing is left", "engine", f"{evidence.world.left} calls")


def nobody_in_silence(evidence: Evidence) -> Iterator[Finding]:
    """Whoever is in a call hears ringing, a sound or a person."""
    for channel in evidence.channels.values():
        if channel.entered is None or (channel.made and channel.answered is None):
            continue
        end = channel.ended or evidence.world.over
        begin = channel.answered if channel.made and channel.answered is not None else channel.began
        for (start, hears), (stop, _) in zip(channel.heard, [*channel.heard[1:], (end, "silence")], strict=True):
            silent = evidence.seeing(max(start, begin), stop) if stop > begin else 0.0
            if hears == "silence" and silent > SILENCE:
                yield Finding("nobody is left in silence", channel.id, f"{silent:.1f} s from {start:.3f}")


def fallback_only_when_away(evidence: Evidence) -> Iterator[Finding]:
    """The fallback answers only while the engine is away."""
    for channel in evidence.channels.values():
        if channel.fell_back and not _broken(evidence, channel.began) and channel.began > 1:
            yield Finding("the fallback waits for need", channel.id, f"at {channel.began:.3f}")


def talk_goes_on(evidence: Evidence) -> Iterator[Finding]:
    """Only people end their talk, or the company's limits."""
    cut_off = {
        record.caller_leg
        for record in evidence.records.values()
        for ended in record.all(CallEnded)
        if "used up" in str(ended.reason)
    }
    for talk in evidence.world.asterisk.talks:
        if {talk.one.id, talk.other.id} & cut_off or not _known(evidence, talk) or _limited(evidence, talk):
            continue
        lasted = (talk.ended or evidence.world.over) - talk.began
        unhindered = lasted > REQUEST or not _any_hit(evidence, talk.one, talk.other)
        if talk.ended_by == "engine" and unhindered:
            yield Finding("talk goes on", talk.one.id, f"with {talk.other.id}: cut after {lasted:.3f} s")
    for talk in evidence.world.asterisk.talks:
        if talk.with_tone and not _any_hit(evidence, talk.one, talk.other):
            yield Finding("talk is not disturbed", talk.one.id, "a ringing tone goes on through it")


def _known(evidence: Evidence, talk: Talk) -> bool:
    """Whether an engine that came after a crash could know of it."""
    return not evidence.crash_between(talk.began - UNKNOWN, talk.began + UNKNOWN)


def _limited(evidence: Evidence, talk: Talk) -> bool:
    """Whether a limit may have ended it, just before that could be written."""
    outside = any(channel.made and channel.number for channel in (talk.one, talk.other))
    return outside and talk.ended is not None and evidence.crash_between(talk.ended - UNKNOWN, talk.ended + UNKNOWN)


def _any_hit(evidence: Evidence, *channels: Channel) -> bool:
    return any(evidence.hit(channel.id) for channel in channels)


def truth(evidence: Evidence) -> Iterator[Finding]:
    """The record says that they talked if, and only if, they did; and its end is the call's end."""
    for record in evidence.records.values():
        caller = evidence.channels[record.caller_leg]
        for ended in record.all(CallEnded):
            yield from _said_so(evidence, record, ended, caller)
            yield from _ended_then(evidence, record, ended, caller)


def _said_so(evidence: Evidence, record: Record, ended: CallEnded, caller: Channel) -> Iterator[Finding]:
    talked = any(
        (talk.ended or evidence.world.over) - talk.began > AT_ONCE and _known(evidence, talk) for talk in caller.talks
    )
    hindered = _call_hit(evidence, record) or evidence.crash_between(caller.began, record.at(ended))
    torn = hindered and ended.outcome is Outcome.FAILED
    if talked and ended.outcome is not Outcome.ANSWERED and not torn:
        yield Finding("the outcome is true", record.call, f"{ended.outcome}, but they talked")
    cut_off = "used up" in str(ended.reason) or _left_then(evidence, record)
    if ended.outcome is Outcome.ANSWERED and not caller.talks and not hindered and not cut_off:
        yield Finding("the outcome is true", record.call, "answered, but nobody talked")


def _left_then(evidence: Evidence, record: Record) -> bool:
    """Somebody hung up at the very moment of the answer."""
    at = max((record.at(answered) for answered in record.all(Answered)), default=0.0)
    channels = [evidence.channels[record.caller_leg], *evidence.legs(record)]
    return any(channel.ended_by == "person" and abs((channel.ended or 0) - at) < 0.1 for channel in channels)


def _ended_then(evidence: Evidence, record: Record, ended: CallEnded, caller: Channel) -> Iterator[Finding]:
    at = record.at(ended)
    for channel in (caller, *evidence.legs(record)):
        over = channel.ended or evidence.world.over
        unheard = channel.rang is None and evidence.hit(channel.id)  # made late, and rang nobody
        if over > at + AT_ONCE and not unheard and not evidence.crash_between(channel.began, at):
            yield Finding("the end comes last", record.call, f"{channel.id} ended {over - at:.3f} s after it")
    if caller.ended is not None:
        late = evidence.seeing(caller.ended, at)
        if late > (BY_LOOKING + AT_ONCE if _call_hit(evidence, record) else AT_ONCE):
            yield Finding("the end is told in time", record.call, f"{late:.3f} s after the caller was gone")


def _call_hit(evidence: Evidence, record: Record) -> bool:
    hit = {*evidence.lost, *evidence.hindered}
    caller = evidence.channels[record.caller_leg]
    if any(caller.began < moment < (caller.ended or evidence.world.over) for moment in evidence.no_bridge):
        return True
    return record.caller_leg in hit or any(name.startswith(record.call) for name in hit)


def nobody_rings_for_nobody(evidence: Evidence) -> Iterator[Finding]:
    """When the caller is gone no telephone rings any more."""
    for record in evidence.records.values():
        caller = evidence.channels[record.caller_leg]
        if caller.ended is None:
            continue
        for leg in evidence.legs(record):
            if leg.rang is None:
                continue
            rings_on = evidence.seeing(max(caller.ended, leg.rang), leg.ended or evidence.world.over)
            crashed = evidence.crash_between(caller.ended - AT_ONCE, leg.ended or evidence.world.over)
            slow = _any_hit(evidence, caller, leg) or crashed
            if rings_on > (BY_LOOKING if slow else AT_ONCE):
                yield Finding("nobody rings for nobody", leg.id, f"{rings_on:.3f} s after the caller was gone")


def losers_miss_nothing(evidence: Evidence) -> Iterator[Finding]:
    """A telephone that rang when another answered is told so, and shows no missed call."""
    for record in evidence.records.values():
        for answered in record.all(Answered):
            winner = evidence.channels.get(answered.leg)
            for leg in evidence.legs(record):
                if leg.id != answered.leg and winner is not None and _told_wrongly(evidence, winner, leg):
                    yield Finding("losers miss nothing", leg.id, f"told {leg.cause} when another had answered")


def _told_wrongly(evidence: Evidence, winner: Channel, loser: Channel) -> bool:
    asked = loser.asked_to_end
    if (
        asked is None
        or loser.ended_by != "engine"
        or loser.answered
        or loser.rang is None
        or winner.answered is None
        or loser.cause == 26
    ):
        return False
    rang = round(asked - loser.rang, 1)  # its own time was up at that very moment, perhaps
    return (
        winner.answered < asked
        and rang not in RING_SECONDS
        and not evidence.hit(loser.id)
        and not (evidence.crash_between(winner.answered, asked))
    )


def limits_hold(evidence: Evidence) -> Iterator[Finding]:
    """A company talks to the outside no more, and no longer, than it allowed itself."""
    for company in evidence.world.companies:
        legs = [
            channel
            for channel in evidence.channels.values()
            if company.trunk and channel.made and channel.account == company.trunk.account and channel.number != "112"
        ]
        talks = [t for channel in legs for t in channel.talks]
        spans = [(talk.began, talk.ended or evidence.world.over) for talk in talks]
        allowed = company.about.limits
        for begin, _ in spans:
            at_once = sum(start <= begin < end - AT_ONCE for start, end in spans)
            if at_once > allowed.calls_at_once:
                yield Finding("limits hold", company.key, f"{at_once} at once at {begin:.3f}")
        spent = sum(evidence.seeing(begin, end) for begin, end in spans)
        if spent > allowed.minutes_a_day * 60 + REQUEST + len(evidence.crashes):
            yield Finding("limits hold", company.key, f"{spent:.1f} s of {allowed.minutes_a_day} minutes")


def limits_leave_room(evidence: Evidence) -> Iterator[Finding]:
    """Nobody is refused for lack of a place while no other call of the company has to do with the outside."""
    for record in evidence.records.values():
        refused = [fact for fact in record.facts if getattr(fact, "reason", phrase("")).text.startswith("all {count}")]
        for fact in refused:
            others = [other for other in evidence.records.values() if other.meets(record) and other is not record]
            if not any(_has_outside(evidence, other) for other in others):
                yield Finding("limits leave room", record.call, f"{fact}")


def _has_outside(evidence: Evidence, record: Record) -> bool:
    """Whether it calls, or may call, a number outside."""
    company = evidence.company(record)
    entered = [(fact.plan, fact.step) for fact in record.all(StepEntered)]
    plans = {fact.plan for fact in record.all(PlanEntered)}
    steps = [step for plan in plans for place, step in walk_plan(company.plans[plan].plan) if (plan, place) in entered]
    outside = any(
        member.isdecimal()
        for step in steps
        for member in (*getattr(step.component, "members", ()), getattr(step.component, "external", None) or "")
    )
    return outside or any(started.direction is Direction.OUTBOUND for started in record.all(CallStarted))


RULES = (
    limits_leave_room,
    everybody_served,
    nothing_left,
    nobody_in_silence,
    fallback_only_when_away,
    talk_goes_on,
    truth,
    nobody_rings_for_nobody,
    losers_miss_nothing,
    limits_hold,
)
