"""How many examples Hypothesis tries."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

USUAL = 100
THOROUGH = 800


def load_profile(*, thorough: bool) -> None:
    settings.register_profile(
        "pfocr",
        max_examples=THOROUGH if thorough else USUAL,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
    )
    settings.load_profile("pfocr")


def examples(number: int) -> settings:
    """So many in a usual run, and in CI more in proportion."""
    return settings(max_examples=number * settings().max_examples // USUAL)
