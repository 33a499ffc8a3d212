"""One treatment appointment: its commands, facts, decisions, fold and view.  Pure.

`decide(state, command, by, know, now)` → facts | `Held`;  `fold(state, facts)` → state;
`follow(...)` → alarms;  `visit_view(Case(state, know, now), by)` → the one JSON value.
"""
