"""A small transformer that reads segments among their neighbours, under their headings.

It was fine-tuned from all-MiniLM-L6-v2 on annotated reports (`reportminer.train.encoder`) and runs
as an int8 ONNX graph on one thread, without torch.
"""
