"""Which plans the database chooses once there is a lot: python -m tests.plans."""
