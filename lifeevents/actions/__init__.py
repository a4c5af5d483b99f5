"""Everything that changes a saved list."""
