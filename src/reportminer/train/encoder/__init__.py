"""Fine-tuning the encoder of findings. Needs the `train` extra (torch, transformers, onnx)."""
