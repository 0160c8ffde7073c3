from django.db import migrations, models
from django.db.models.functions import Lower

from hipcoach.common.indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("assessments", "0015_overlap_by_one_look"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="client",
            index=models.Index(Lower("email"), name="client_by_email"),
        ),
        AddIndexMeanwhile(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "confirmed")),
                fields=["trainer", "start"],
                name="appointment_coming_to",
            ),
        ),
        AddIndexMeanwhile(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "confirmed")),
                fields=["client", "start"],
                name="appointment_coming_of",
            ),
        ),
    ]
