"""The first bytes by which kinds of workbooks are known, so that what reads them is loaded for them
only."""

ZIP = b"PK\x03\x04"  # .xlsx, .ods
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, or a workbook under a password
