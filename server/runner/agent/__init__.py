"""The program that runs a learner's Module in the learner's own interpreter.

It is shipped as text (`server/runner/bootstrap.py`), so it needs only the standard library and
torch: Python 3.10+, torch 2.4+. Nothing here may import the rest of TorchTutor.
"""
