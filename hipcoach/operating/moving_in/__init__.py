"""Bringing clients and past visits from another system: tables in text, read row by row."""
