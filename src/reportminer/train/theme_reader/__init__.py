"""Fine-tuning the reader of themes; needs the `train` extra."""
