"""The project's PostgreSQL backend, which empties a test's database quickly."""
