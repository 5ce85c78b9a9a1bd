"""Runs that take as long as they are told to."""
