"""How much data there is in a run; what hangs on clients and visits follows from it."""

from dataclasses import dataclass

# A table with more rows than that is one that has grown.
GROWN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Each trainer has as many clients as the others, and as many visits."""

    trainers: int
    clients: int
    visits: int

    def __str__(self) -> str:
        return f"{self.visits:,} visits, {self.clients:,} clients, {self.trainers:,} trainers"

    def shrunk(self, share: float) -> "Size":
        return Size(
            trainers=int(self.trainers * share),
            clients=int(self.clients * share),
            visits=int(self.visits * share),
        )


SMALL = Size(trainers=2, clients=1_000, visits=1_000)
LARGE = Size(trainers=400, clients=200_000, visits=1_000_000)
