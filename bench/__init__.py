"""Measurements and the fault campaign: run with ``python3 dev.py bench NAME``."""
