"""What became of each row, in words; of a hundred thousand rows as short as of ten."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

MOST_TOLD = 50
NEW, KNOWN = "new", "known"
# Why a row is not taken.
WHY = {
    "no name": _("There is no name."),
    "email": _("This is no e-mail address."),
    "phone": _("The phone number has other signs than digits, spaces and +."),
    "zone": _("This time zone is not known."),
    "twice": _("The same client stands further up in the table."),
    "shared": _("Another client has this address. If they share it, add this one by hand."),
    "long": _("Something in it is too long."),
    "nobody": _("No client of yours has this address or name; import the clients first."),
    "several": _("Several of your clients have this name; give the e-mail address."),
    "start": _("The date or time can't be read. Write it like 2025-03-14 and 09:30."),
    "ahead": _("It has not happened yet. Book it at the desk, so that the client hears of it."),
    "service": _("You offer no service of this name."),
    "no service": _("You offer nothing yet; add a service first."),
    "minutes": _("The length must be between 5 and 600 minutes."),
    "status": _("The status must be attended, no-show or cancelled."),
    "overlaps": _("Another visit takes this time."),
    "gap": _("The clocks were changed then; this time did not exist."),
}
# Why the whole text is no table.
NO_TABLE = {
    "columns": _("The first line must name the columns, such as name, email, phone."),
    "columns twice": _("Two columns have the same name."),
    "quotes": _("A quotation mark is opened and never closed, or stands where none belongs."),
    "long": _("A line is far too long for a table."),
    "encoding": _("The file is not in UTF-8. Save it as “CSV UTF-8”, or say which encoding it has."),
}


@dataclass(slots=True)
class Report:
    """`wrong`: (line, reason's key) of rows that are not taken, MOST_TOLD at most."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str]] = field(default_factory=list)

    @property
    def new(self) -> int:
        return self.counts[NEW]

    @property
    def known(self) -> int:
        return self.counts[KNOWN]

    @property
    def refused(self) -> int:
        return sum(many for what, many in self.counts.items() if what in WHY)

    @property
    def told(self) -> list[tuple[int, str]]:
        return [(line, str(WHY[key])) for line, key in sorted(self.wrong)]

    @property
    def untold(self) -> int:
        return self.refused - len(self.wrong)

    def refuse(self, line: int, why: str) -> None:
        self.counts[why] += 1
        if len(self.wrong) < MOST_TOLD:
            self.wrong.append((line, why))
