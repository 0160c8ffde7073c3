from django.db import migrations, models
from django.db.models.functions import Lower

from hipcoach.common.indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("mail", "0003_last_sweep"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="outgoingemail",
            index=models.Index(Lower("to"), name="outgoing_by_address"),
        ),
    ]
