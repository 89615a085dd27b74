"""The reports, each made for one reader: a list of sections."""
