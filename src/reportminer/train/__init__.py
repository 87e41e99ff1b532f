"""Makes the models: never needed at run time."""
