"""The demo: an example programme with its history, and calls of today. The content is data, the loader uses actions."""
