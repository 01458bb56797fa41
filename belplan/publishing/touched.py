"""What a change of people, telephones and contacts touches: these, and all that is told together with them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from belplan.exchange.models import Device, Number, Person, PhonebookEntry, Trunk
from belplan.publishing import hooks
from belplan.tenancy.models import Company

Row = Person | Device | PhonebookEntry


class Touched:
    """Rows that change, with each person's telephones and each telephone's user; no rows: all that the company has.

    Made before the change; `look` once more after it, so that what was unlinked or removed is known too. Within both
    the company is locked.
    """

    def __init__(self, company: Company, rows: Sequence[Row] = ()) -> None:
        self.company = company
        self.accounts: set[str] = set()  # SIP account names
        self.numbers: set[str] = set()  # digits, of those whose fallback these people may be
        self.user_keys: set[str] = set()
        self.device_keys: set[str] = set()
        self.contacts: set[str] = set()  # numbers in the phonebook
        self._rows = rows
        self._people: set[int] = set()
        self._devices: set[int] = set()
        self._entries: set[int] = set()
        self.look()

    def look(self) -> None:
        """Take in what there is now."""
        self._people |= {row.pk for row in self._rows if isinstance(row, Person) and row.pk}
        self._devices |= {row.pk for row in self._rows if isinstance(row, Device) and row.pk}
        self._entries |= {row.pk for row in self._rows if isinstance(row, PhonebookEntry) and row.pk}
        for pk, key, account, person in self.devices().values_list("pk", "key", "account", "person"):
            self._devices.add(pk)
            self._people |= {person} - {None}
            self.device_keys.add(key)
            self.accounts.add(account)
        self.user_keys |= set(self.people().values_list("key", flat=True))
        self.contacts |= set(self.phonebook().values_list("number", flat=True))
        self.accounts |= {trunk.account for trunk in self.trunks()}
        self.numbers |= set(self._numbers().values_list("digits", flat=True))

    def people(self) -> QuerySet[Person]:
        """Those of the people that there are."""
        everybody = Person.objects.for_company(self.company)
        return everybody.filter(pk__in=self._people) if self._rows else everybody

    def devices(self) -> QuerySet[Device]:
        """Those of the telephones that there are."""
        every = Device.objects.for_company(self.company)
        return every.filter(Q(pk__in=self._devices) | Q(person__in=self._people)) if self._rows else every

    def phonebook(self) -> QuerySet[PhonebookEntry]:
        """Those of the phonebook's entries that there are."""
        every = PhonebookEntry.objects.for_company(self.company)
        return every.filter(pk__in=self._entries) if self._rows else every

    def trunks(self) -> QuerySet[Trunk]:
        """The lines to the outside, where all that the company has is touched."""
        every = Trunk.objects.for_company(self.company)
        return every.none() if self._rows else every

    def _numbers(self) -> QuerySet[Number]:
        every = Number.objects.for_company(self.company).filter(plan__isnull=False)
        if not self._rows:
            return every
        whose = Q(plan__fallback__in=self._people)
        if hooks.first_administrators().get(self.company.pk) in self._people:
            whose |= Q(plan__fallback__isnull=True)
        return every.filter(whose)
