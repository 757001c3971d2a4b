"""Measurements. They print ratios taken in one run; no test asserts a time."""
