"""Sound, video, points and rays."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class NeRF(nn.Module):
    def __init__(self, pos_dim=10, dir_dim=4, hidden=64):
        super().__init__()
        self.pos_dim, self.dir_dim = pos_dim, dir_dim
        self.block1 = nn.Sequential(nn.Linear(pos_dim * 6 + 3, hidden), nn.ReLU(), nn.Linear(hidden, hidden))
        self.sigma = nn.Linear(hidden, 1)
        self.rgb = nn.Linear(hidden + dir_dim * 6 + 3, 3)

    @staticmethod
    def encode(x, L):
        out = [x]
        for j in range(L):
            out += [torch.sin(2**j * x), torch.cos(2**j * x)]
        return torch.cat(out, dim=1)

    def forward(self, o, d):
        h = self.block1(self.encode(o, self.pos_dim))
        rgb = torch.sigmoid(self.rgb(torch.cat((h, self.encode(d, self.dir_dim)), dim=1)))
        return rgb, F.relu(self.sigma(h))


class AudioCNN(nn.Module):
    def __init__(self, n_input=1, n_output=35, stride=16, n_channel=32):
        super().__init__()
        self.conv1 = nn.Conv1d(n_input, n_channel, kernel_size=80, stride=stride)
        self.bn1 = nn.BatchNorm1d(n_channel)
        self.pool1 = nn.MaxPool1d(4)
        self.conv2 = nn.Conv1d(n_channel, n_channel, kernel_size=3)
        self.fc1 = nn.Linear(n_channel, n_output)

    def forward(self, x):
        x = self.pool1(F.relu(self.bn1(self.conv1(x))))
        x = F.relu(self.conv2(x))
        x = F.avg_pool1d(x, x.shape[-1]).permute(0, 2, 1)
        return F.log_softmax(self.fc1(x), dim=2)


class SpectrogramNet(nn.Module):
    def __init__(self, n_fft=256, n_classes=8):
        super().__init__()
        self.n_fft = n_fft
        self.register_buffer("window", torch.hann_window(n_fft))
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.fc = nn.Linear(8, n_classes)

    def forward(self, waveform):
        spec = torch.stft(waveform, self.n_fft, window=self.window, return_complex=True).abs()
        x = F.relu(self.conv(spec.unsqueeze(1)))
        return self.fc(x.mean(dim=(2, 3)))


class TCNBlock(nn.Module):
    def __init__(self, n_inputs, n_outputs, kernel_size, stride, dilation, padding, dropout=0.2):
        super().__init__()
        self.conv1 = nn.utils.parametrizations.weight_norm(
            nn.Conv1d(n_inputs, n_outputs, kernel_size, stride=stride, padding=padding, dilation=dilation)
        )
        self.downsample = nn.Conv1d(n_inputs, n_outputs, 1) if n_inputs != n_outputs else None
        self.padding = padding

    def forward(self, x):
        out = F.relu(self.conv1(x))
        res = x if self.downsample is None else self.downsample(x)
        return F.relu(out[..., : res.size(-1)] + res[..., : out.size(-1)])


class C3D(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv3d(3, 16, kernel_size=(3, 3, 3), padding=(1, 1, 1))
        self.pool1 = nn.MaxPool3d((1, 2, 2))
        self.conv2 = nn.Conv3d(16, 32, 3, padding=1)
        self.fc = nn.Linear(32, num_classes)

    def forward(self, x):
        x = F.relu(self.conv2(self.pool1(F.relu(self.conv1(x)))))
        return self.fc(x.mean(dim=(2, 3, 4)))


class VideoClassifier(nn.Module):
    def __init__(self, hidden=32, num_classes=5):
        super().__init__()
        self.cnn = nn.Conv2d(3, 8, 3, stride=2)
        self.lstm = nn.LSTM(8, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, num_classes)

    def forward(self, frames):
        b, t, c, h, w = frames.shape
        x = self.cnn(frames.view(b * t, c, h, w)).mean(dim=(2, 3)).view(b, t, -1)
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


class PointNet(nn.Module):
    def __init__(self, k=10):
        super().__init__()
        self.mlp1 = nn.Sequential(nn.Conv1d(3, 64, 1), nn.BatchNorm1d(64), nn.ReLU())
        self.mlp2 = nn.Sequential(nn.Conv1d(64, 128, 1), nn.BatchNorm1d(128), nn.ReLU())
        self.fc = nn.Linear(128, k)

    def forward(self, points):
        x = self.mlp2(self.mlp1(points.transpose(1, 2)))
        return self.fc(x.max(dim=2)[0])


class FourierLayer(nn.Module):
    def __init__(self, in_channels, out_channels, modes):
        super().__init__()
        self.modes = modes
        self.weights = nn.Parameter(torch.rand(in_channels, out_channels, modes, dtype=torch.cfloat))

    def forward(self, x):
        x_ft = torch.fft.rfft(x)
        out_ft = torch.zeros(x.shape[0], self.weights.shape[1], x.size(-1) // 2 + 1, dtype=torch.cfloat)
        out_ft[:, :, : self.modes] = torch.einsum("bix,iox->box", x_ft[:, :, : self.modes], self.weights)
        return torch.fft.irfft(out_ft, n=x.size(-1))
