"""What the outbox costs: python -m tests.bench_mail."""
