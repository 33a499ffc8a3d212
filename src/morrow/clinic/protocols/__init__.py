"""The clinic's protocols: see every number with its source, prepare a version, sign it second."""
