"""Settings, errors, logging, clock, ids and database sessions. Imports none of our other modules."""
