"""Ask this machine's own server whether it can serve: python hipcoach/operating/probe.py 8000

A file of its own that imports nothing of ours, because it is run every few seconds.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

PATIENCE = 5


def is_ready(port: int) -> bool:
    """By the name that visitors use; it comes from inside, so without TLS."""
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    server = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        server.request("GET", "/readyz", headers={"Host": name.replace("*", "localhost")})
        return server.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(not is_ready(int(sys.argv[1])))
