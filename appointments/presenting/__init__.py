"""What the pages of booking say, from the engine's values."""
