"""What identity keeps in the database."""

from belplan.identity.models.accounts import Account, AccountManager, LoginField, Role, SignInTries
from belplan.identity.models.app_links import AppLink
from belplan.identity.models.attempts import Attempt, Challenge, Failure, Gate, Purpose
from belplan.identity.models.factors import Factor, RecoveryCode
from belplan.identity.models.platform import HelpConsent
from belplan.identity.models.sessions import OpenSession, PasswordLink, PasswordWish, SignInEvent

__all__ = [
    "Account",
    "AccountManager",
    "AppLink",
    "Attempt",
    "Challenge",
    "Factor",
    "Failure",
    "Gate",
    "HelpConsent",
    "LoginField",
    "OpenSession",
    "PasswordLink",
    "PasswordWish",
    "Purpose",
    "RecoveryCode",
    "Role",
    "SignInEvent",
    "SignInTries",
]
