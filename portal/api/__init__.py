"""The API: JSON at /api/v1/, over the very code that the pages use."""
