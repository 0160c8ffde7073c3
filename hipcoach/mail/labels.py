"""What the ledger calls each kind of mail."""

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}


def register(kind: str, label: str | Promise) -> None:
    _labels[kind] = label


def label_of(kind: str) -> str:
    """The kind's label; a kind that no code knows any more shows its bare name."""
    return str(_labels.get(kind, kind))
