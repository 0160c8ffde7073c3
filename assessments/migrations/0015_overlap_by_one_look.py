"""SQLite finds an overlap by one look at an index, not by reading all that was before."""

from typing import Any

from django.db import migrations

from hipcoach.common.overlap import NoOverlap


def renew(apps: Any, schema_editor: Any) -> None:
    appointment = apps.get_model("assessments", "Appointment")
    for constraint in appointment._meta.constraints:
        if isinstance(constraint, NoOverlap):
            constraint.renew_triggers(appointment, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_knees_and_incidents")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
