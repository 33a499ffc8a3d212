"""The demonstration's clinic: synthetic people, and a day in progress told through the journal.

Everything is written by the clinic's own actions, at the times at which it is said to have
happened: no gate is passed by, and what a rule would hold is not told.
"""
