"""A group of plans: how they stand, what they share, what they promise, whom they learn from."""
