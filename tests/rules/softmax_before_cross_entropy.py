import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim

loader = [(torch.randn(4, 20), torch.randint(0, 3, (4,)))]


class InForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        x = F.relu(self.fc(x))
        return self.softmax(x)  # want: softmax-before-cross-entropy "`CrossEntropyLoss` applies softmax itself"


class Renamed(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)
        self.normalise = F.softmax

    def forward(self, x):
        return self.normalise(self.fc(x), -1)  # want: softmax-before-cross-entropy


renamed = Renamed()
renamed_loss = nn.CrossEntropyLoss()
for batch, labels in loader:
    renamed_loss(renamed(batch), labels)


class Deeper(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(20, 8),
            nn.ReLU(),
            nn.Linear(8, 3),
            nn.Softmax(dim=1),  # want: softmax-before-cross-entropy
        )

    def forward(self, x):
        return self.net(x)


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 1)

    def forward(self, x):
        x = torch.sigmoid(self.fc(x))  # want: softmax-before-cross-entropy "`BCEWithLogitsLoss` applies sigmoid itself"
        return x.squeeze(1)


class Likely(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)

    def forward(self, x):
        return F.softmax(self.fc(x), dim=1)  # want: softmax-before-cross-entropy "log_softmax"


class Complete(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)

    def forward(self, x, y):
        probabilities = self.fc(x).softmax(dim=-1)  # want: softmax-before-cross-entropy
        return F.cross_entropy(probabilities, y)


def train(model, criterion):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


train(InForward().to("cpu"), nn.CrossEntropyLoss())
deeper = torch.compile(Deeper())
cross_entropy = nn.CrossEntropyLoss(label_smoothing=0.1)
detector = Detector()
binary = nn.BCEWithLogitsLoss()
likely = Likely()
nll = nn.NLLLoss()
small = nn.Sequential(nn.Linear(20, 3), nn.Softmax(1))  # want: softmax-before-cross-entropy
scores = nn.Linear(20, 3)


def step(x, y):
    outputs = deeper(x)
    return cross_entropy(outputs, y)


for inputs, labels in loader:
    a = binary(detector(inputs), (labels > 1).float())
    b = nll(likely(inputs), labels)
    c = F.cross_entropy(small(inputs), labels)
    d = nn.CrossEntropyLoss()(F.softmax(scores(inputs), dim=1), labels)  # want: softmax-before-cross-entropy
    e = F.cross_entropy(input=torch.sigmoid(scores(inputs)), target=labels)  # want: softmax-before-cross-entropy "`sigmoid` before it"
    f = F.binary_cross_entropy_with_logits(torch.sigmoid(scores(inputs)), torch.ones(4, 3))  # want: softmax-before-cross-entropy

# --- nothing below is a mistake


class Logits(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.fc = nn.Linear(20, classes)
        self.attention = nn.Linear(20, 20)

    def forward(self, x):
        weights = torch.softmax(self.attention(x), dim=1)
        return self.fc(weights * x)

    def predict(self, x):
        return F.softmax(self.forward(x), dim=1)


class OnlyWhenEvaluated(Logits):
    def forward(self, x):
        x = self.fc(x)
        if not self.training:
            x = F.softmax(x, dim=1)
        return x


class TwoWays(Logits):
    def forward(self, x):
        if self.training:
            return self.fc(x)
        return torch.softmax(self.fc(x), dim=1)


class Choice(nn.Module):
    def __init__(self, final):
        super().__init__()
        layers = [nn.Linear(20, 3)]
        if final:
            layers.append(nn.Softmax(dim=1))
        self.net = nn.Sequential(*layers)
        self.last = nn.Softmax(dim=1) if final else nn.Identity()

    def forward(self, x):
        return self.last(self.net(x))


class Both(Logits):
    def forward(self, x):
        x = self.fc(x)
        return x, F.softmax(x, dim=1)


class Logarithm(Logits):
    def forward(self, x):
        return F.log_softmax(self.fc(x), dim=1)


class Probability(Logits):
    def forward(self, x):
        return torch.sigmoid(self.fc(x))


criterion = nn.CrossEntropyLoss()
teacher, student = Likely(), Logits(3)
probability = Probability(1)
likelihood, bce = nn.NLLLoss(), nn.BCELoss()
for x, y in loader:
    logits, probabilities = Both(3)(x)
    first = criterion(Logits(3)(x), y)
    second = criterion(OnlyWhenEvaluated(3)(x), y) + criterion(TwoWays(3)(x), y)
    third = criterion(Choice(True)(x), y) + criterion(logits, y)
    fourth = likelihood(Logarithm(3)(x), y) + F.cross_entropy(Logarithm(3)(x), y)
    fifth = bce(probability(x), y[:, None].float())
    sixth = criterion(student(x), F.softmax(student(x), dim=1))
    seventh = F.mse_loss(F.softmax(student(x), dim=1), probabilities)
    loss_function = nn.CrossEntropyLoss() if len(x) > 3 else nn.BCELoss()
    eighth = loss_function(probability(x), y)
