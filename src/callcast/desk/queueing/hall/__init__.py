"""What there is in a place where people wait: values, and the floor they stand on."""
