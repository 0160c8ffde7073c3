"""Who waits for whom in PostgreSQL."""

from django.db import connection

WAITS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def somebody_waits() -> bool:
    """Whether a connection to the test database waits for a lock, asked anew inside a transaction too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITS)
        return bool(cursor.fetchone()[0])
