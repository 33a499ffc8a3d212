"""What the medical director reads and judges: overrides, flags, breaches, emergencies."""
