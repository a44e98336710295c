"""Keep models that the user installed by name: where they lie, what they must hold, and how one comes in."""
