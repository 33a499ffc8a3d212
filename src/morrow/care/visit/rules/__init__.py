"""The rules of a visit, each a function with its id, by what they are about."""
