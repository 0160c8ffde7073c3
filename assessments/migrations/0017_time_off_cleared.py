from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0016_what_is_to_come"),
    ]

    operations = [
        migrations.AddField(
            model_name="busyblock",
            name="cleared_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
