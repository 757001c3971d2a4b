# clean: optimizer-bad-argument
# proof: covers(optimizer, encoder, decoder)
# proof: covers(other, encoder, decoder)

import itertools

import torch
import torch.nn as nn

encoder = nn.Linear(6, 2)
decoder = nn.Linear(2, 6)
optimizer = torch.optim.Adam(list(encoder.parameters()) + list(decoder.parameters()), lr=1e-3)
other = torch.optim.SGD(itertools.chain(encoder.parameters(), decoder.parameters()), lr=0.1)
