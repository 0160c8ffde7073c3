"""Each movement carries the muscles, kit, demand, dose and caution that the domain's table gives it."""

import pytest

from hipcoach.common.cautions import Caution
from tests.programs.library import Row, rows

MUSCLES = {
    "P": ("psoas", "iliacus"),
    "R": ("rectus-femoris",),
    "T": ("tfl",),
    "A": ("sartorius",),
    "X": ("gluteus-maximus",),
    "D": ("gluteus-medius",),
    "O": ("obliques-internal", "obliques-external"),
    "H": ("hamstrings",),
    "Q": ("quads",),
}

# The domain's table, row by row: muscles, kit, demand and level, per side, dose, caution word.
# Its "box" of 9 is what the intake's list of equipment calls a bench: something firm at knee height.
TABLE = {
    1: ("XQ:m / H:m", "barbell", "low 2", False, "reps 10-12", "spine"),
    2: ("XQ:m / O", "kettlebell", "low 1", False, "reps 10-12", "knee"),
    3: ("XQ:m / D:m, PR:l", "", "medium 1", True, "reps 10-12", "knee"),
    4: ("XQ:m, R:l / D:m, P:l", "bench", "high 3", True, "reps 10-12", "pinch"),
    5: ("X:m / H:m, PR:l", "", "medium 1", True, "reps 10-12", "groin"),
    6: ("X:m / H:m, PR:l", "", "medium 2", True, "reps 10-12", "knee"),
    7: ("XQ:m / D:m, P:l", "", "high 2", True, "reps 10-12", "falls"),
    8: ("XQ:m, P:s / D:m", "step", "high 2", True, "reps 10-12", "falls"),
    9: ("XQD:m", "bench", "high 3", True, "reps 10-12", "knee"),
    10: ("P:s / RTA:m", "bench", "medium 1", True, "hold 5-5", "cramp"),
    11: ("P:sm, RTA:m", "", "medium 1", True, "reps 10-12", "leaning"),
    12: ("P:s / R:m", "chair", "low 1", True, "reps 10-12", "slumping"),
    13: ("P:sm, RTA:m", "kettlebell", "medium 3", True, "reps 10-12", "dropping it"),
    14: ("P:sm, RTA:m", "weight", "medium 2", True, "reps 10-12", "swinging"),
    15: ("P:sm, RTA:m / D:m", "band", "medium 2", True, "reps 10-12", "slipping"),
    16: ("P:sm / R:m, O", "bar", "low 3", False, "reps 10-12", "shoulder"),
    17: ("P:s / R:m, O", "handles", "low 3", False, "hold 5-10", "wrist"),
    18: ("PRQ:m / O", "handles", "low 3", False, "hold 5-5", "back"),
    19: ("X:l / H:l", "", "low 1", False, "reps 10-12", "cramp"),
    20: ("X:l / HD:l", "", "medium 2", True, "reps 10-12", "arching"),
    21: ("X:ml / H:l", "bench barbell", "low 2", False, "reps 10-12", "arching"),
    22: ("O / D:l", "", "medium 1", True, "hold 10-20", "shoulder"),
    23: ("OD:l / T:l", "", "high 3", True, "hold 10-20", "shoulder"),
    24: ("O", "band", "low 1", True, "reps 10-12", "twisting"),
    25: ("O / X:l, PR:t", "band", "medium 2", True, "reps 10-12", "knee"),
    26: ("O / P:m", "", "low 1", True, "reps 10-12", "supine"),
    27: ("O", "dumbbell", "high 3", True, "reps 10-12", "wrist"),
    28: ("R:t / P:t", "wall", "low 2", True, "hold 30-30", "pinch"),
    29: ("P:t / RTA:t", "pad", "low 1", True, "hold 30-30", "knee"),
    30: ("H:t", "table", "medium 1", True, "hold 30-30", "tingling"),
    31: ("H:t", "strap", "low 1", True, "hold 30-30", "tingling"),
    32: ("X:t", "", "low 1", True, "hold 30-30", "pinch"),
    33: ("X:t", "", "low 1", False, "reps 10-12", "knee"),
    34: ("PRTA:lm", "band", "medium 2", True, "reps 10-12", "arching"),
    35: ("XQ:m", "chair", "low 1", False, "reps 10-12", "dizziness"),
}
# Lower repetitions for experienced people, where little balance is asked.
EXPERIENCED = {1: "reps 4-6", 21: "reps 6-8"}
EXERCISES = rows("exercises")

each_exercise = pytest.mark.parametrize("row", EXERCISES, ids=lambda row: row["slug"])


def spelled_out(shorthand: str) -> set[tuple[str, str, str]]:
    found = set()
    for role, half in zip(("primary", "secondary"), shorthand.split(" / "), strict=False):
        for letters, _colon, positions in (part.partition(":") for part in half.split(", ")):
            for letter in letters:
                where = ["trunk"] if letter == "O" else list(positions)
                found |= {(muscle, place, role) for muscle in MUSCLES[letter] for place in where}
    return found


def test_the_library_holds_the_domains_movements_once_each() -> None:
    assert [row["number"] for row in EXERCISES] == sorted(TABLE)
    for key in ("slug", "name"):
        assert len({row[key] for row in EXERCISES}) == len(TABLE)


@each_exercise
def test_an_exercise_agrees_with_the_domains_table(row: Row) -> None:
    shorthand, kit, demand, per_side, dose, _caution = TABLE[row["number"]]
    tagged = [(tag["muscle"], tag["position"], tag["role"]) for tag in row["muscles"]]
    assert (set(tagged), len(tagged)) == (spelled_out(shorthand), len(spelled_out(shorthand)))
    assert row["equipment"] == kit.split()
    assert f"{row['balance']} {row['level']}" == demand
    assert row["per_side"] is per_side
    assert "{kind} {low}-{high}".format(**row["dose"]) == dose
    experienced = row["experienced_dose"]
    assert (experienced and "{kind} {low}-{high}".format(**experienced)) == EXPERIENCED.get(row["number"])
    assert experienced is None or row["balance"] == "low"


@each_exercise
def test_an_exercise_names_its_risk_in_a_sentence_and_in_shared_tags(row: Row) -> None:
    assert TABLE[row["number"]][-1] in row["caution_note"].lower()
    assert set(row["cautions"]) <= set(Caution)
    assert Caution.BALANCE in row["cautions"] or row["balance"] != "high"
    assert Caution.BALANCE not in row["cautions"] or row["balance"] != "low"
    above_hip = any(tag["position"] == "s" for tag in row["muscles"])
    assert Caution.FLEXION_OVER_90 in row["cautions"] or not above_hip
