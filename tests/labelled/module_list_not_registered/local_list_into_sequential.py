# clean: module-list-not-registered
# proof: sound(Generator(4, 9), randn(3, 4))

import torch.nn as nn


class Generator(nn.Module):
    def __init__(self, latent_dim, out_dim):
        super(Generator, self).__init__()

        def block(in_feat, out_feat, normalize=True):
            layers = [nn.Linear(in_feat, out_feat)]
            if normalize:
                layers.append(nn.BatchNorm1d(out_feat, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.model = nn.Sequential(
            *block(latent_dim, 8, normalize=False),
            *block(8, 16),
            nn.Linear(16, out_dim),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.model(z)
