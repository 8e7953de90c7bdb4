"""What people hear."""
