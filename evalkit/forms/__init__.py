"""The rating form in Excel: written for one rater, and read back into changes of a case."""
