"""A company made from nothing in an installation: `python -m tests.browser.new_company` tells how its administrator
signs in, as JSON. A second factor is asked of nobody: its stories are told elsewhere.
"""

from __future__ import annotations

import json
import sys

from belplan.run import django_ready


def main() -> None:
    from belplan.identity.companies import NewCompany, create

    new = NewCompany("Bakkerij Els", "bakkerij", ["02 580 51 00"], "Els Maes", "201", "els@bakkerij.example")
    company, sign_in = create(new, who="test", origin="command line")
    company.require_second_factor = False
    company.save(update_fields=["require_second_factor"])
    json.dump({"login": sign_in.login, "password": sign_in.password}, sys.stdout)


if __name__ == "__main__":
    django_ready.ready()
    main()
