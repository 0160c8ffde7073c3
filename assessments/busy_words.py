"""Why a calendar could not be read, in a trainer's words. PURE."""

from django.utils.translation import gettext_lazy as _

from assessments.busy_reading import Fault
from hipcoach.common.reachable import Trouble

TROUBLE_WORDS = {
    Trouble.NOT_AN_ADDRESS: _("This is not a complete web address."),
    Trouble.SCHEME: _("The address must begin with https://, http:// or webcal://."),
    Trouble.SIGN_IN: _("An address with a name and a password in it can't be used."),
    Trouble.PORT: _("An address with a port number in it can't be used."),
    Trouble.NOT_PUBLIC: _("This address leads into a private network, where we don't go."),
    Trouble.UNKNOWN_HOST: _("We found no such site on the internet."),
    Trouble.UNREACHABLE: _("The calendar's site can't be reached."),
    Trouble.UNSAFE: _("The connection to the calendar's site is not safe, so we did not read it."),
    Trouble.TOO_SLOW: _("The calendar's site took too long to answer."),
    Trouble.TOO_LARGE: _("This calendar is too large for us to read (5 MB at most)."),
    Trouble.TOO_MANY_REDIRECTS: _("The address leads in circles."),
    Trouble.CUT_OFF: _("The calendar's site broke off in the middle."),
    Trouble.GONE: _("There is no calendar at this address any more. Perhaps it has a new one."),
    Trouble.REFUSED: _("The calendar's site refused to give it to us."),
}
FAULT_WORDS = {
    Fault.NOT_A_CALENDAR: _("This address does not give a calendar."),
    Fault.CUT_OFF: _("The calendar's site broke off in the middle."),
    Fault.TOO_MUCH: _("This calendar holds too much for us to read."),
}
