# clean: optimizer-partial
# proof: healthy()

import torch
from torch import nn

encoder, decoder = nn.GRU(3, 4, batch_first=True), nn.Linear(4, 3)
enc_opt = torch.optim.SGD(encoder.parameters(), lr=0.1)
dec_opt = torch.optim.SGD(decoder.parameters(), lr=0.1)
for _ in range(2):
    enc_opt.zero_grad()
    dec_opt.zero_grad()
    x = torch.randn(2, 5, 3)
    out, h = encoder(x)
    loss = nn.functional.mse_loss(decoder(out), x)
    loss.backward()
    enc_opt.step()
    dec_opt.step()
