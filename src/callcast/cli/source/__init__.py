"""Speech into a pipe, and nothing else."""
