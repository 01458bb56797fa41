"""Passwords that cost next to nothing, for the hundreds of tests in which somebody only has to have one."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    """The real one with its least work: a fifth of a second and 100 MB become less than a millisecond."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


QUICK_HASHERS = ["tests.quick_passwords.QuickHasher"]
