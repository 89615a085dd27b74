"""What users' files say, as typed, frozen values; and what is wrong with them, as findings."""
