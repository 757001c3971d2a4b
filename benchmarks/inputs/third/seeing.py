"""Images, volumes and sound."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class SiameseNetwork(nn.Module):
    def __init__(self):
        super(SiameseNetwork, self).__init__()
        self.cnn1 = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(1, 4, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.BatchNorm2d(4),
            nn.ReflectionPad2d(1),
            nn.Conv2d(4, 8, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.BatchNorm2d(8),
        )
        self.fc1 = nn.Sequential(
            nn.Linear(8 * 100 * 100, 50), nn.ReLU(inplace=True), nn.Linear(50, 5)
        )

    def forward_once(self, x):
        output = self.cnn1(x)
        output = output.view(output.size()[0], -1)
        return self.fc1(output)

    def forward(self, input1, input2):
        return self.forward_once(input1), self.forward_once(input2)


class TripletNet(nn.Module):
    def __init__(self, embedding_net):
        super().__init__()
        self.embedding_net = embedding_net

    def forward(self, anchor, positive, negative):
        return (
            self.embedding_net(anchor),
            self.embedding_net(positive),
            self.embedding_net(negative),
        )


class ViT(nn.Module):
    def __init__(
        self, *, image_size, patch_size, num_classes, dim, depth, heads, mlp_dim, pool="cls", channels=3
    ):
        super().__init__()
        assert image_size % patch_size == 0, "image must be divisible by patch size"
        num_patches = (image_size // patch_size) ** 2
        self.patch_size = patch_size
        self.to_patch = nn.Linear(channels * patch_size**2, dim)
        self.pos_embedding = nn.Parameter(torch.randn(1, num_patches + 1, dim))
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim))
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(dim, heads, mlp_dim, batch_first=True) for _ in range(depth)
        )
        self.pool = pool
        self.head = nn.Linear(dim, num_classes)

    def forward(self, img):
        p = self.patch_size
        patches = img.unfold(2, p, p).unfold(3, p, p).permute(0, 2, 3, 1, 4, 5)
        x = self.to_patch(patches.flatten(3).flatten(1, 2))
        x = torch.cat((self.cls_token.expand(x.size(0), -1, -1), x), dim=1)
        x = x + self.pos_embedding
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean(dim=1) if self.pool == "mean" else x[:, 0])


class DoubleConv3D(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv3d(cin, cout, 3, padding=1), nn.BatchNorm3d(cout), nn.ReLU(inplace=True)
        )

    def forward(self, x):
        return self.net(x)


class UNet3D(nn.Module):
    def __init__(self, in_channels, n_classes, base=8, trilinear=True):
        super().__init__()
        self.enc1 = DoubleConv3D(in_channels, base)
        self.enc2 = DoubleConv3D(base, base * 2)
        self.pool = nn.MaxPool3d(2)
        self.up = nn.ConvTranspose3d(base * 2, base, 2, stride=2)
        self.dec = DoubleConv3D(base * 2, base)
        self.out = nn.Conv3d(base, n_classes, 1)

    def forward(self, scan):
        a = self.enc1(scan)
        b = self.enc2(self.pool(a))
        return self.out(self.dec(torch.cat([a, self.up(b)], dim=1)))


class M5(nn.Module):
    """Raw audio."""

    def __init__(self, n_input=1, n_output=35, stride=16, n_channel=32):
        super().__init__()
        self.conv1 = nn.Conv1d(n_input, n_channel, kernel_size=80, stride=stride)
        self.bn1 = nn.BatchNorm1d(n_channel)
        self.pool1 = nn.MaxPool1d(4)
        self.conv2 = nn.Conv1d(n_channel, n_channel, kernel_size=3)
        self.bn2 = nn.BatchNorm1d(n_channel)
        self.pool2 = nn.MaxPool1d(4)
        self.conv3 = nn.Conv1d(n_channel, 2 * n_channel, kernel_size=3)
        self.bn3 = nn.BatchNorm1d(2 * n_channel)
        self.pool3 = nn.MaxPool1d(4)
        self.fc1 = nn.Linear(2 * n_channel, n_output)

    def forward(self, x):
        x = self.pool1(F.relu(self.bn1(self.conv1(x))))
        x = self.pool2(F.relu(self.bn2(self.conv2(x))))
        x = self.pool3(F.relu(self.bn3(self.conv3(x))))
        x = F.avg_pool1d(x, x.shape[-1])
        x = x.permute(0, 2, 1)
        return F.log_softmax(self.fc1(x), dim=2)


class SpeechCRNN(nn.Module):
    def __init__(self, n_mels=64, hidden=48, n_tokens=29):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=(2, 1), padding=1), nn.BatchNorm2d(16), nn.GELU()
        )
        self.rnn = nn.GRU(16 * (n_mels // 2), hidden, batch_first=True, bidirectional=True)
        self.classifier = nn.Linear(hidden * 2, n_tokens)

    def forward(self, mel):
        x = self.conv(mel.unsqueeze(1))
        b, c, f, t = x.size()
        x = x.permute(0, 3, 1, 2).reshape(b, t, c * f)
        x, _ = self.rnn(x)
        return self.classifier(x).log_softmax(-1).transpose(0, 1)


def squash(tensor, dim=-1):
    squared_norm = (tensor**2).sum(dim=dim, keepdim=True)
    return squared_norm / (1 + squared_norm) * tensor / torch.sqrt(squared_norm)


class CapsuleLayer(nn.Module):
    def __init__(self, num_capsules, num_route_nodes, in_channels, out_channels, num_iterations=3):
        super().__init__()
        self.num_iterations = num_iterations
        self.route_weights = nn.Parameter(
            torch.randn(num_capsules, num_route_nodes, in_channels, out_channels)
        )

    def forward(self, x):
        priors = x[None, :, :, None, :] @ self.route_weights[:, None, :, :, :]
        logits = torch.zeros(*priors.size(), device=x.device)
        for i in range(self.num_iterations):
            probs = F.softmax(logits, dim=2)
            outputs = squash((probs * priors).sum(dim=2, keepdim=True))
            if i != self.num_iterations - 1:
                logits = logits + (priors * outputs).sum(dim=-1, keepdim=True)
        return outputs


class FPN(nn.Module):
    """A pyramid over a list of feature maps."""

    def __init__(self, in_channels_list=(16, 32, 64), out_channels=24):
        super().__init__()
        self.inner = nn.ModuleList(nn.Conv2d(c, out_channels, 1) for c in in_channels_list)
        self.outer = nn.ModuleList(
            nn.Conv2d(out_channels, out_channels, 3, padding=1) for _ in in_channels_list
        )

    def forward(self, features):
        last = self.inner[-1](features[-1])
        results = [self.outer[-1](last)]
        for i in range(len(self.inner) - 2, -1, -1):
            lateral = self.inner[i](features[i])
            last = lateral + F.interpolate(last, size=lateral.shape[-2:], mode="nearest")
            results.insert(0, self.outer[i](last))
        return results


class DetectorHead(nn.Module):
    def __init__(self, num_anchors=3, num_classes=20, width=32):
        super().__init__()
        self.num_classes = num_classes
        self.backbone = nn.Sequential(
            nn.Conv2d(3, width, 3, 2, 1), nn.SiLU(), nn.Conv2d(width, width, 3, 2, 1), nn.SiLU()
        )
        self.pred = nn.Conv2d(width, num_anchors * (5 + num_classes), 1)

    def forward(self, images, targets=None):
        p = self.pred(self.backbone(images))
        b, _, h, w = p.shape
        p = p.view(b, -1, 5 + self.num_classes, h, w).permute(0, 1, 3, 4, 2)
        boxes, objectness, scores = p.split([4, 1, self.num_classes], dim=-1)
        if self.training and targets is not None:
            return {"loss": F.mse_loss(boxes, targets)}
        return {"boxes": boxes.sigmoid(), "objectness": objectness, "scores": scores.softmax(-1)}


class SpatialTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.localization = nn.Sequential(
            nn.Conv2d(1, 8, kernel_size=7),
            nn.MaxPool2d(2, stride=2),
            nn.ReLU(True),
            nn.Conv2d(8, 10, kernel_size=5),
            nn.MaxPool2d(2, stride=2),
            nn.ReLU(True),
        )
        self.fc_loc = nn.Sequential(
            nn.Linear(10 * 3 * 3, 32), nn.ReLU(True), nn.Linear(32, 3 * 2)
        )
        self.fc_loc[2].weight.data.zero_()
        self.fc_loc[2].bias.data.copy_(torch.tensor([1, 0, 0, 0, 1, 0], dtype=torch.float))

    def forward(self, x):
        xs = self.localization(x)
        xs = xs.view(-1, 10 * 3 * 3)
        theta = self.fc_loc(xs).view(-1, 2, 3)
        grid = F.affine_grid(theta, x.size(), align_corners=False)
        return F.grid_sample(x, grid, align_corners=False)


class VideoClassifier(nn.Module):
    """Frames through a CNN, then time."""

    def __init__(self, num_classes=6, hidden=32):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(3, 8, 5, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten()
        )
        self.lstm = nn.LSTM(32, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, num_classes)

    def forward(self, clips):
        b, t, c, h, w = clips.shape
        f = self.cnn(clips.view(b * t, c, h, w)).view(b, t, -1)
        _, (h_n, _) = self.lstm(f)
        return self.fc(h_n[-1])
