"""What people type to book, find or write down a visit; every error says what to do."""
