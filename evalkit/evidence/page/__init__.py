"""A page of a PDF: its characters with their places in, its lines in the order in which they are
read out."""
