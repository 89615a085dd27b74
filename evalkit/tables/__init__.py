"""Batches of a million cases: tables in, tables out; the one way from ratings to scores that knows
no file of a case."""
