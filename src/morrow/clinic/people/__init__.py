"""People: accounts, roles, sign-in, the idle lock, switching users, signatures."""
