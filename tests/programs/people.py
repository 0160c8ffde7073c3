"""One person who is ready for anything, and many who are not, for the matching tests."""

from hypothesis import strategies as st

from hipcoach.common.cautions import Caution
from programs.matching import ANSWERED_BY, MET_BY, Profile
from tests.programs.library import rows

KIT = sorted({kit for row in rows("exercises") for kit in row["equipment"]})
GRADES = ["range_limited", "unable", "limited", "developing", "full"]
READY = Profile(
    overall="limited",
    watch=False,
    weaker_side=None,
    experience="new",
    seated_hours=4,
    equipment=frozenset(KIT),
    cautions=frozenset(),
    screen_outcome="clear",
    trainer_chooses=False,
)

profiles = st.builds(
    Profile,
    overall=st.sampled_from([None, "pain_stop", *GRADES]),
    watch=st.booleans(),
    weaker_side=st.sampled_from([None, "left", "right"]),
    experience=st.sampled_from(["new", "some", "experienced"]),
    seated_hours=st.floats(min_value=0, max_value=24),
    equipment=st.frozensets(st.sampled_from(KIT)),
    cautions=st.frozensets(st.sampled_from(list(Caution))),
    screen_outcome=st.sampled_from(["clear", "review", "stop", "locked"]),
    trainer_chooses=st.booleans(),
    symptoms=st.frozensets(st.sampled_from(sorted(ANSWERED_BY))),
    strong=st.frozensets(st.sampled_from(sorted(MET_BY))),
    lately=st.frozensets(st.sampled_from([row["slug"] for row in rows("templates")])),
)
