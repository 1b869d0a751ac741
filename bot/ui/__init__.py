"""Discord's objects into ours and back: views, buttons, limits, places, permissions and errors."""
