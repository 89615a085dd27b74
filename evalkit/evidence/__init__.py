"""Evidence: plans as text with stable places, passages found in them, quotes verified against
them."""
