"""What happens inside the app's own process: fill, ask, and write what was found as JSON."""

import json
import logging
import sys
from dataclasses import asdict

from tests.plans.asked import everything
from tests.plans.explain import look, table_sizes
from tests.plans.fill import fill
from tests.plans.sizes import Size


def main(trainers: int, clients: int, visits: int) -> None:
    # Every request says that it was answered, and every million rows that they were slow.
    logging.disable(logging.WARNING)
    fill(Size(trainers=trainers, clients=clients, visits=visits))
    found = [{"name": each.name, "when": each.when, **asdict(look(each.act))} for each in everything()]
    json.dump({"found": found, "sizes": table_sizes()}, sys.stdout)
