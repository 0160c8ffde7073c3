"""A mail server that forgets what it is given: `python -m tests.bench_mail.sink <port>`."""

import logging
import sys
from threading import Event
from types import SimpleNamespace

from aiosmtpd.controller import Controller

from tests.mail.sink import takes_in_line

if __name__ == "__main__":
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    Controller(
        SimpleNamespace(handle_EHLO=takes_in_line), hostname="127.0.0.1", port=int(sys.argv[1])
    ).start()
    Event().wait()
