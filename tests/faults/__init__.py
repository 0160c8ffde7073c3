"""What breaks in real life, done to real workers: killed processes, a wiped Redis, a stopped PostgreSQL."""
