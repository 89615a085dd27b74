"""An evaluation and its answers in; tables of data out: ids, unrounded numbers, one heading row.

What a report prints is made for reading; these are for other programs.
"""
