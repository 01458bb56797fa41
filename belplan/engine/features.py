"""Carries out the codes that colleagues dial, and tells them by a spoken sentence what came of it."""

from __future__ import annotations

import asyncio

from belplan.callevents import Outcome, Phrase, phrase
from belplan.callplan.component import Ended
from belplan.callplan.plan import Plan
from belplan.engine import pins
from belplan.engine.feature_codes import Divert, DoNotDisturb, Feature, SignIn, SignOut
from belplan.engine.live_call import LiveCall
from belplan.engine.snapshot import DeviceEntry, UserEntry
from belplan.engine.state import AnyChange, CannotChange, SetDoNotDisturb, SwitchDiversion, TakeSeat, is_on

Told = tuple[str, Phrase]  # a prompt, and the same for the records
NOT_ALLOWED = "code_refused"
NOT_SIGNED_IN = "sign_in_refused"


async def carry_out(call: LiveCall, feature: Feature) -> Ended:
    """Do what a code asks for, say so, and end the call."""
    prompt, reason = await _do(call, feature)
    await call.tell(prompt)
    return Ended(Outcome.HUNG_UP, reason)


async def _do(call: LiveCall, feature: Feature) -> Told:
    match feature:
        case SignOut():
            return await _sign_out(call)
        case SignIn():
            return await _sign_in(call, feature)
        case DoNotDisturb(on=on):
            return await _do_not_disturb(call, on)
        case Divert():
            return await _divert(call, feature)


async def _change(call: LiveCall, change: AnyChange, told: Told, refused: str = NOT_ALLOWED) -> Told:
    try:
        await call.around.states.change(call.company, change)
    except CannotChange as problem:
        return refused, problem.reason
    return told


async def _sign_out(call: LiveCall) -> Told:
    device = call.caller_device
    if device is None or device.key not in call.state.seats:
        return "signed_out", phrase("nobody was signed in at this telephone")
    told = phrase("signed out at {device}", device=device.name)
    return await _change(call, TakeSeat(device.key, ""), ("signed_out", told))


async def _sign_in(call: LiveCall, wanted: SignIn) -> Told:
    device, user = call.caller_device, call.company.user_by_extension.get(wanted.extension)
    if device is None or not await _may_sign_in(call, device, user, wanted.pin):
        return NOT_SIGNED_IN, phrase("signing in was refused")
    assert user  # noqa: S101 (nobody may sign in as nobody)
    told = phrase("{user} signed in at {device}", user=user.name, device=device.name)
    return await _change(call, TakeSeat(device.key, user.key), ("signed_in", told), NOT_SIGNED_IN)


async def _may_sign_in(call: LiveCall, device: DeviceEntry, user: UserEntry | None, pin: str) -> bool:
    """Whether the PIN is right; every guess counts, by telephone and by the extension that was tried."""
    about = [f"device/{call.company.key}/{device.key}", f"user/{call.company.key}/{user.key if user else ''}"]
    tries = call.around.tries
    if not tries.allowed(about):
        return False
    tries.wrong(about)
    if user is None or not (device.hotdesking and user.may_hotdesk):
        return False
    if not user.pin:
        right = call.company.about.hotdesk_without_pin
    else:
        right = await asyncio.to_thread(pins.matches, user.pin, pin)
    if right:
        tries.right(about)
    return right


async def _do_not_disturb(call: LiveCall, on: bool | None) -> Told:
    user = call.caller_user
    if user is None:
        return NOT_ALLOWED, phrase("this telephone belongs to nobody yet: link it to a user")
    wanted = on if on is not None else user.key not in call.state.undisturbed
    told = ("do_not_disturb_on", phrase("do not disturb is on"))
    if not wanted:
        told = ("do_not_disturb_off", phrase("do not disturb is off"))
    return await _change(call, SetDoNotDisturb(user.key, wanted), told)


def _may_switch(user: UserEntry | None, plan: Plan) -> bool:
    """An administrator any diversion, a user those of their own plan."""
    return user is not None and (user.administers or user.key == plan.owner)


async def _divert(call: LiveCall, wanted: Divert) -> Told:
    key = call.company.diverted_by(wanted.plan)
    published = call.company.plans.get(key)
    plan = published.plan if published else None
    if plan is None or wanted.place > len(plan.diversions):
        return NOT_ALLOWED, phrase("there is no such diversion")
    if not _may_switch(call.caller_user, plan):
        return NOT_ALLOWED, phrase("only an administrator may switch this diversion")
    diversion = plan.diversions[wanted.place - 1]
    on = not is_on(plan, diversion, call.state)
    told = ("diversion_on", phrase("diversion {name} was switched on", name=diversion.name))
    if not on:
        told = ("diversion_off", phrase("diversion {name} was switched off", name=diversion.name))
    return await _change(call, SwitchDiversion(plan.key, diversion.name, on), told)
