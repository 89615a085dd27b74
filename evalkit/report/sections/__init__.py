"""Sections of reports, a topic a file: the facts that its sentences state, its tables, its chart.

In: the context and what a section is about. Out: blocks.
"""
