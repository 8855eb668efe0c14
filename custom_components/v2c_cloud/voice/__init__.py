"""What people say to their chargers, and what they hear."""
