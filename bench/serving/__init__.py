"""What `bench/screens.py` serves: the clinic, and one bare view beside it."""
