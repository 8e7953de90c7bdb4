"""Words to clips."""
