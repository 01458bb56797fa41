"""The `belplan` command: one word for each thing that people do with an installation."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from belplan.records.foretelling import CannotForetell
from belplan.run.environment import OTHERS, EnvironmentProblem
from belplan.switch.asterisk.errors import SetupError

# What stops a command in an orderly way: a sentence for people with the mend in it.
PROBLEMS = (SetupError, EnvironmentProblem, CannotForetell)


def main(argv: list[str] | None = None) -> int:
    """Run one word; its exit code."""
    os.umask(OTHERS)
    args = _parser().parse_args(argv)
    try:
        code: int = args.run(args)
    except PROBLEMS as problem:
        print(f"belplan: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our words has had enough
        return 0
    except Exception as problem:
        if not _is_known(problem):
            raise
        print(f"belplan: {problem}", file=sys.stderr)
        return 1
    return code


def _is_known(problem: Exception) -> bool:
    """Problems of floors that are loaded only where they are used."""
    from belplan.publishing.problems import PublishError
    from belplan.speech.sounds import SpeechError
    from belplan.switch.accounts import AccountsNotWritten

    return isinstance(problem, PublishError | SpeechError | AccountsNotWritten | OSError)


def _parser() -> argparse.ArgumentParser:
    from belplan.run.commands import calls, company, doctor, plan, simulate, up
    from belplan.run.demo import command as demo

    parser = argparse.ArgumentParser(prog="belplan", description="An open cloud telephone exchange.")
    words: Any = parser.add_subparsers(required=True, metavar="WORD")
    for word in (up, simulate, demo, plan, calls, company, doctor):
        word.add_arguments(words)
    return parser


if __name__ == "__main__":
    sys.exit(main())
