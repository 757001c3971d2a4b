# mistake: load-state-dict-assigned
# line: 15
# proof: stops(TypeError)
import argparse
import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--ckpt", default="best.pth")
args = parser.parse_args()


def get_model(path: str) -> nn.Module:
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    model.load_state_dict(path)
    return model.eval()


get_model(args.ckpt)
