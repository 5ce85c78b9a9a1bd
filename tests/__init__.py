"""Tests of the integration, its client, its simulator and its repository."""
