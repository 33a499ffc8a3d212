"""The demo is served on the embedded store alone; its clinic is filled on both engines."""

import os

collect_ignore = ["test_running.py"] if os.environ.get("MORROW_DATABASE_URL") else []
