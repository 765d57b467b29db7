"""Scenarios: the schema and its limits, resolving them to arrays, examples, and link tokens."""
