"""`python -m tests.provisioning.write_golden` writes the golden files anew; read what changed before committing it."""

from __future__ import annotations

from belplan.run import django_ready


def main() -> None:
    django_ready.ready()
    from belplan.provisioning.catalogue import BRANDS
    from tests.provisioning.golden_files import rendered

    for brand in BRANDS:
        for path, _, text in rendered(brand):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


if __name__ == "__main__":
    main()
