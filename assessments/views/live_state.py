"""What the live screen's scripts start from: who, which test, what is recorded, and the words they say."""

from base64 import b64encode
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from assessments.access import TrainerRequest
from assessments.findings import Side, Thresholds
from assessments.models import Appointment, Assessment, Trial
from assessments.models.results import HIGHEST_KNEE
from assessments.observed import ENDS_TESTING
from assessments.recording import MOST_TRIALS
from assessments.views.sides import SideShown
from assessments.words import (
    COMPENSATION_WORDS,
    ENDED_BY_WORDS,
    INCIDENT_WORDS,
    KNEE_WORDS,
    SIDE_WORDS,
    TRIAL_KIND_WORDS,
    choices,
)

REST_SECONDS = 60  # DOMAIN, "The hip flexor strength test", 4.


def live_config(request: TrainerRequest, visit: Appointment, thresholds: Thresholds) -> dict[str, Any]:
    """What stays while the page is open; `seal` is the key for what the device keeps of this visit."""
    return {
        "user": request.user.pk,
        "visit": visit.pk,
        "seal": device_key(request.user.pk, visit.pk),
        "cap": thresholds.cap,
        "painLimit": thresholds.pain_limit,
        "most": MOST_TRIALS,
        "highestKnee": HIGHEST_KNEE,
        "rest": REST_SECONDS,
        "urls": {
            "worker": reverse("live_worker"),
            "shell": reverse("live_shell"),
            "trial": reverse("trial", args=[visit.pk]),
            "undo": reverse("trial_take_back", args=[visit.pk]),
            "late": reverse("add_trial", args=[visit.pk]),
            "incident": reverse("incident_begin", args=[visit.pk]),
            "passive": {side.value: reverse("assess_passive", args=[visit.pk, side.value]) for side in Side},
        },
        "places": _places(),
        "endsTesting": sorted(kind.value for kind in ENDS_TESTING),
        "words": _words(),
    }


def live_state(
    assessment: Assessment, sides: list[SideShown], *, order: tuple[Side, Side], may_test: bool
) -> dict[str, Any]:
    """What changes while the page is open: the trials of every device, and what stops testing."""
    return {
        "order": [side.value for side in order],
        "trials": [_trial(trial) for side in sides for trial in side.trials],
        "passive": {side.side.value: getattr(assessment, f"passive_{side.side}") for side in sides},
        "stopped": [side.side.value for side in sides if side.is_stopped],
        "finished": assessment.is_finished,
        "mayTest": may_test and assessment.surface_height_cm is not None,
    }


def device_key(user: int, visit: int) -> str:
    """256 bits that seal what this person's devices keep of this visit: only who is signed in gets them."""
    return b64encode(salted_hmac("assessments.live", f"{user}:{visit}", algorithm="sha256").digest()).decode()


def _trial(trial: Trial) -> dict[str, Any]:
    return {"key": str(trial.key), "side": trial.side, "kind": trial.kind, "number": trial.number}


def _places() -> dict[str, str]:
    """Where it cramped or hurt, so that nothing need be typed."""
    return {
        "front": _("front of the hip"),
        "groin": _("groin"),
        "thigh": _("front of the thigh"),
        "back": _("low back"),
        "knee": _("knee"),
        "calf": _("calf or foot"),
    }


def _words() -> dict[str, Any]:
    return {
        "sides": dict(choices(SIDE_WORDS)),
        "wrong": dict(choices(INCIDENT_WORDS)),
        "kinds": dict(choices(TRIAL_KIND_WORDS)),
        "knees": dict(choices(KNEE_WORDS)),
        "ends": dict(choices(ENDED_BY_WORDS)),
        "postures": dict(choices(COMPENSATION_WORDS)),
        "levels": {"below": _("below"), "level": _("level"), "above": _("above")},
        "counted": _("counted %(number)s of %(most)s"),
        "seconds": _("%(seconds)s s"),
        "pain": _("pain %(pain)s/10"),
        "kneeAt": _("%(height)s cm %(knee)s"),
        "stayedDown": _("foot stayed down"),
        "savePain": _("Save, pain %(pain)s"),
        "saveNoPain": _("No pain, save"),
        "save": _("Save"),
        "askPain": _("It ended because of pain. Tap how strong it was."),
        "askKnee": _("Tap where the knee was."),
        "askHeight": _("How far the knee is from hip level lies between 0 and %(most)s cm."),
        "askEnd": _("Tap why it ended."),
        "askPosture": _("Tap what you saw of the posture."),
        "askHold": _("The seconds lie between 0 and %(cap)s."),
        "askPassive": _("Tap how high the knee comes."),
        "stops": _("Pain of %(pain)s or more ends testing on this side for today."),
        "endsAll": _(
            "Numbness, or pain below the knee, ends the testing. The client answers the short check again."
        ),
        "kept": _("%(trial)s: %(result)s. Saved."),
        "discarded": _("Discarded."),
        "undone": _("Taken back."),
        "undo": _("Undo"),
        "bringBack": _("Bring it back"),
        "getReady": _("Get ready"),
        "go": _("Go"),
        "half": _("%(seconds)s seconds"),
        "stoppedAt": _("Stopped at %(seconds)s seconds"),
        "unsent": {
            "one": _("1 not sent yet, kept on this device"),
            "many": _("%(count)s not sent yet, kept on this device"),
        },
        "refused": {
            "one": _("1 was not taken"),
            "many": _("%(count)s were not taken"),
        },
        "waiting": _("Sent by itself as soon as there is a connection."),
        "signIn": _("You are signed out. Sign in again on this device, and it is sent."),
        "reload": _("This page is too old to send. Reload it: nothing is lost."),
        "gone": _("This visit is no longer among yours."),
        "unreadable": _("This was kept for another sign-in and can't be read here."),
        "cannotKeep": _("This device keeps nothing. Leave this page open until all is sent."),
        "tryAgain": _("Send again"),
        "asPractice": _("Record as practice"),
        "drop": _("Discard"),
        "addLate": _("Add it to the finished test"),
        "lateReason": _("Recorded during the test; it was sent only after the test was finished."),
        "passive": _("passive range, %(side)s: %(level)s"),
        "incident": _("Something went wrong at %(time)s"),
        "incidentKind": _("%(kind)s, at %(time)s"),
        "incidentKept": _("%(kind)s: noted."),
        "reopened": _("Testing ends here."),
        "reopenedLead": _(
            "The client answers the short check again before you go on. You hand them the tablet from the "
            "page of the visit."
        ),
        "takeBack": _("taking back a trial"),
        "interrupted": _(
            "The page was closed during a hold (%(trial)s). Its time is not known, so nothing was recorded."
        ),
        "finished": _("This test was finished on another device."),
        "finishFirst": _("Not everything is sent yet. Please finish once it is."),
        "finishOffline": _("There is no connection. Nothing is lost; please finish once it is back."),
        "finishDraft": _("A trial in another tab still waits for its answers. Save or discard it first."),
        "noMore": _("All trials of this side are recorded."),
        "nothingLeft": _("All trials are recorded."),
        "sideStopped": _("Pain has stopped this side for today."),
    }
