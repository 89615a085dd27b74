"""Bytes of users' files in; typed values and findings out."""
