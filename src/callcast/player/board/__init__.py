"""What people see: board state -> Picture, and picture files that are watched."""
