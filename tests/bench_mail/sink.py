"""A mail server that forgets what it is given: `python -m tests.bench_mail.sink <port>`."""

import logging
import sys
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

if __name__ == "__main__":
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    Event().wait()
