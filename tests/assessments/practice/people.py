"""Two trainers of one practice who offer the same, and a client of the one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.handing_over import NOTHING_YET, Agreed, Preview, move_clients
from assessments.models import Client, Service, Trainer
from tests.makers import make_client, make_service, make_trainer


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """`mara` owns the practice; both offer the movement assessment."""

    mara: Trainer
    julian: Trainer
    hers: Service
    his: Service

    def ada(self, **fields: Any) -> Client:
        return make_client(trainer=self.mara, **fields)

    def hand_over(self, *clients: Client, now: datetime, agreed: Agreed = NOTHING_YET) -> Preview:
        return move_clients(clients=clients, to=self.julian, by=self.mara.user, now=now, agreed=agreed)


def two_trainers() -> Two:
    mara = make_trainer()
    julian = make_trainer(practice=mara.practice)
    return Two(mara=mara, julian=julian, hers=make_service(trainer=mara), his=make_service(trainer=julian))
