"""The laboratory in the editor: trying guides on demand, and before they are published."""
