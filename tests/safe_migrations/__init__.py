"""Whether a new migration may run while the site goes on, without a database: `make migrations`."""
