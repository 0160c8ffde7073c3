"""`make check` reads what a new migration would do to a live site; no database is asked."""

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from hipcoach.environment import BASE_DIR

MIGRATION = """
from django.contrib.postgres import operations as postgres
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("mail", "{before}")]
    atomic = {atomic}
    operations = [{operation}]
"""
ADD, ALTER = 'migrations.AddField("outgoingemail", ', 'migrations.AlterField("outgoingemail", '
LABEL = 'models.Index(fields=["subject_ref"], name="mail_label")'
CHECK = 'models.CheckConstraint(condition=models.Q(attempts__gte=0), name="mail_tried")'
KEY = '("id", models.BigAutoField(primary_key=True))'
TO_MAIL = 'models.ForeignKey("mail.outgoingemail", models.CASCADE)'
NAME = '("name", models.CharField(max_length=9, unique=True))'
BAD = {
    "index": (f'migrations.AddIndex("outgoingemail", {LABEL})', "require-concurrent-index-creation"),
    "index_gone": (
        'migrations.RemoveIndex("outgoingemail", "mail_label")',
        "require-concurrent-index-deletion",
    ),
    "must_be_told": (ADD + '"label", models.TextField(default="none"))', "ban-drop-default"),
    "one_of_each": (
        ADD + '"number", models.IntegerField(null=True, unique=True))',
        "disallowed-unique-constraint",
    ),
    "never_null": (ALTER + '"number", models.IntegerField(unique=True))', "adding-not-nullable-field"),
    "other_type": (ALTER + '"reason", models.JSONField())', "changing-column-type"),
    "check": (f'migrations.AddConstraint("outgoingemail", {CHECK})', "constraint-missing-not-valid"),
    "check_gone": ('migrations.RemoveConstraint("outgoingemail", "mail_tried")', "ban-drop-constraint"),
    "leads_there": (
        f'migrations.AddField("lastsweep", "mail", {TO_MAIL[:-1]}, null=True))',
        "adding-foreign-key-constraint",
    ),
    "renamed": ('migrations.RenameField("outgoingemail", "label", "tag")', "renaming-column"),
    "gone": ('migrations.RemoveField("outgoingemail", "tag")', "ban-drop-column"),
    "told_by_hand": (
        "migrations.RunSQL('ALTER TABLE mail_outgoingemail ADD COLUMN mark text NOT NULL')",
        "adding-required-field",
    ),
    "another_table": ('migrations.RenameModel("LastSweep", "Sweep")', "renaming-table"),
    "table_gone": ('migrations.DeleteModel("Sweep")', "ban-drop-table"),
}
GOOD = {
    "new_table": f'migrations.CreateModel("Note", [{KEY}, ("mail", {TO_MAIL}), {NAME}])',
    "maybe": ADD + '"hint", models.TextField(null=True))',
    "by_the_database": ADD + '"mood", models.TextField(db_default="calm"))',
    "not_valid": f'postgres.AddConstraintNotValid("outgoingemail", {CHECK})',
    "validated": 'postgres.ValidateConstraint("outgoingemail", "mail_tried")',
    "data": "migrations.RunPython(lambda apps, editor: None)",
    "meanwhile": f'postgres.AddIndexConcurrently("outgoingemail", {LABEL})',
    "gone_meanwhile": 'postgres.RemoveIndexConcurrently("outgoingemail", "mail_label")',
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it is, to be spoilt."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("hipcoach", "assessments", "programs", "tests"):
        shutil.copytree(BASE_DIR / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(BASE_DIR / "pyproject.toml", folder)
    return folder


def write(copy: Path, operations: dict[str, str]) -> None:
    """One migration for each, one after the other."""
    folder = copy / "hipcoach" / "mail" / "migrations"
    for old in folder.glob("09*.py"):
        old.unlink()
    before = max(each.stem for each in folder.glob("0*.py"))
    for number, (name, operation) in enumerate(operations.items(), start=901):
        text = MIGRATION.format(before=before, operation=operation, atomic="meanwhile" not in name)
        before = f"0{number}_{name}"
        (folder / f"{before}.py").write_text(text)


def check(copy: Path) -> tuple[int, dict[str, set[str]]]:
    """(exit code, rules broken by each migration)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.safe_migrations"],
        cwd=copy,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    broken: dict[str, set[str]] = defaultdict(set)
    for name, rule in re.findall(r"^mail\.09\d\d_(\w+): ([a-z-]+)", done.stdout, re.MULTILINE):
        broken[name].add(rule)
    return done.returncode, broken


def test_what_would_hold_up_or_break_a_live_site_is_found(copy: Path) -> None:
    write(copy, {name: operation for name, (operation, _rule) in BAD.items()})
    code, broken = check(copy)
    assert code == 1
    assert {name: rule for name, (_operation, rule) in BAD.items() if rule not in broken[name]} == {}


def test_what_harms_nobody_passes(copy: Path) -> None:
    write(copy, GOOD)
    assert check(copy) == (0, {})


def test_an_index_built_meanwhile_can_stand_in_no_transaction(copy: Path) -> None:
    write(copy, {"hurried": GOOD["meanwhile"]})
    assert check(copy) == (1, {"hurried": {"ban-concurrent-index-creation-in-transaction"}})


def test_what_is_accepted_is_named_with_its_rule_and_must_be_there(copy: Path) -> None:
    write(copy, {"gone": 'migrations.RemoveField("outgoingemail", "reason")'})
    told = (copy / "pyproject.toml").read_text()
    accepted = 'accepted = { "mail.0901_gone" = { %s = "unread since 1.2" } }'
    for rule, code in (("ban-drop-column", 0), ("ban-drop-table", 1)):
        (copy / "pyproject.toml").write_text(
            re.sub("^accepted = .*$", accepted % rule, told, flags=re.MULTILINE)
        )
        assert check(copy)[0] == code
    (copy / "pyproject.toml").write_text(told)
