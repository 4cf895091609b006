"""What every domain shares: settings, database, clock, errors, keys, privacy, logging."""
