"""Analyses: small pure modules over scores; none imports another."""
