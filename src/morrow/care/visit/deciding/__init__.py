"""How each command is decided, by what it is about.  `decide` is the door."""
