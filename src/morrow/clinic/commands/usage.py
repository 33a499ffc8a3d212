"""What a command says of an argument that it cannot take.  Imports no Django."""


class BadUsage(Exception):
    """An argument that names nothing; says which, and what would be right."""
