"""khal, a calendar program of others, on folders of its own: what would a client's calendar show?"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
[calendars]
[[visits]]
path = {folder}/visits
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
SHOWN = "{start-date} {start-time}-{end-time}|{title}|{location}|{status}"


@dataclass(frozen=True, slots=True)
class Khal:
    """One person's calendar; nothing of the user's own is read or written."""

    folder: Path

    @classmethod
    def of(cls, folder: Path, *, zone: str) -> "Khal":
        (folder / "visits").mkdir(parents=True)
        (folder / "config").write_text(CONFIG.format(folder=folder, zone=zone))
        return cls(folder)

    def take(self, *invitations: bytes) -> None:
        """Open invitations, as by a click in the mail."""
        files = [self.folder / f"invite-{number}.ics" for number in range(len(invitations))]
        for file, invitation in zip(files, invitations, strict=True):
            file.write_bytes(invitation)
        self._run("import", "--batch", "--include-calendar", "visits", *map(str, files))

    def shows(self, first: str, *, days: int) -> list[str]:
        """Its lines from the day `YYYY-MM-DD` on."""
        said = self._run("list", "--day-format", "", "--format", SHOWN, first, f"{days}d")
        return [line.strip() for line in said.splitlines() if line.strip() and line != "No events"]

    def _run(self, *arguments: str) -> str:
        program = shutil.which("khal")
        assert program
        homes = {
            name: str(self.folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        }
        return subprocess.run(
            [program, "--config", str(self.folder / "config"), *arguments],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **homes},
            check=True,
            text=True,
            stdout=subprocess.PIPE,
        ).stdout
