"""What the bot can do, free of Discord, HTTP and SQL."""
