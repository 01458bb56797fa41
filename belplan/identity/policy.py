"""Every number of the sign-in policy (docs/security.md says what they are worth); no other file holds one.

Durations are timedeltas; counts are plain integers. Each has a test that fails when it is changed.
"""

from __future__ import annotations

from datetime import timedelta

# Codes that we make and have delivered.
CODE_LENGTHS = (4, 6)  # digits, chosen by the company
CODE_LENGTH = 4  # digits, where the company chose nothing
CODE_LIFE = timedelta(seconds=30)  # from delivery: push sent, or the end of the first read-out
CODE_LIFE_MOST = timedelta(seconds=120)  # from issue, however late it was delivered
TRIES = 5  # per code

# Asking for a code again.
RESEND_AFTER = timedelta(seconds=30)
ISSUES_A_SIGN_IN = 3
ISSUES_AN_HOUR = 5
ISSUES_A_DAY = 10

# Wrong codes, per account, whichever factor, session or address they came through. No success makes them forgotten.
FAILURES_A_DAY = 10
FAILURES_A_MONTH = 30
DAY = timedelta(hours=24)
MONTH = timedelta(days=30)
HOUR = timedelta(hours=1)
LOCK = timedelta(hours=24)
FAILURES_IN_A_ROW = 20  # then that factor is switched off

# Per address (IPv6: per /64), per hour.
ADDRESS_ISSUES = 10  # that no success followed
ADDRESS_FAILURES = 20
IPV6_PREFIX = 64  # bits

# Passwords.
PASSWORD_FAILURES = 10  # with one name, within ...
PASSWORD_WINDOW = timedelta(minutes=15)
PASSWORD_SHORTEST = 12  # characters
PASSWORD_LONGEST = 128
RECOVERY_LIFE = timedelta(minutes=30)  # of the link in an e-mail, single use
RECOVERIES_AN_HOUR = 3  # e-mails to one account

# Calls that read out a code, per number called.
CALL_EVERY = timedelta(seconds=30)
CALLS_AN_HOUR = 5
CALLS_A_DAY = 10
RING = timedelta(seconds=30)
TALK = timedelta(seconds=45)
NUMBER_SHORTEST = 7  # digits
NUMBER_LONGEST = 15

# What a person's own device makes.
SECRET_BITS = 160
TIME_STEP = timedelta(seconds=30)
TIME_STEPS_AROUND = 1  # before and after the current one
AUTHENTICATOR_DIGITS = 6
OWN_CODE_LIFE = timedelta(minutes=10)  # how long such a code or passkey may be asked for, five tries in all
RECOVERY_CODES = 10  # in a set
RECOVERY_CODE_BITS = 80

# Sessions.
ATTEMPT_LIFE = timedelta(minutes=15)  # from the password to the code
SESSION_LIFE = timedelta(hours=12)
ADMINISTRATOR_IDLE = timedelta(hours=1)
HELP_MOST = timedelta(days=7)  # a company's consent to be helped

# How long is kept what the limits no longer need.
KEEP_ATTEMPTS = timedelta(days=31)
KEEP_HISTORY = timedelta(days=180)  # the sign-ins that everybody sees of their own account
