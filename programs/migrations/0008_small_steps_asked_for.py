from django.db import migrations, models

from hipcoach.common.indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("programs", "0007_decisions_reopened"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("archived_at__isnull", True), ("small_steps", True)),
                fields=["client"],
                name="plan_small_steps",
            ),
        ),
    ]
