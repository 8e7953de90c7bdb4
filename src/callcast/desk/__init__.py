"""What people do: announcements asked for, kept and accounted for."""
