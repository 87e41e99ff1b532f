"""Fine-tuning the reader of partners; needs the `train` extra."""
