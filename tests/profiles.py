"""How far hypothesis looks: `ci` is quick and the same each time, `search` is a round of `scripts/fuzz`."""

import os

from hypothesis import HealthCheck, settings


def load() -> None:
    """Choose the profile that the environment names."""
    # A deadline per example would measure the machine; the examples of a failure are printed, no file is needed.
    settings.register_profile(
        "ci",
        max_examples=60,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile("search", settings.get_profile("ci"), max_examples=500, derandomize=False)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
