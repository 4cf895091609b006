"""Staff: accounts, sign-in sessions, and the log of who saw which personal data."""
