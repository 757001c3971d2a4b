"""Tokens, sequences and time series, as learners write them."""

import torch
import torch.nn.functional as F
from torch import nn


class BagOfWords(nn.Module):
    def __init__(self, vocab_size=5000, embed_dim=64, num_class=4):
        super().__init__()
        self.embedding = nn.EmbeddingBag(vocab_size, embed_dim)
        self.fc = nn.Linear(embed_dim, num_class)

    def forward(self, text, offsets):
        return self.fc(self.embedding(text, offsets))


class CharModel(nn.Module):
    """Returns the state, takes it as an optional argument."""

    def __init__(self, n_chars, n_hidden=64):
        super().__init__()
        self.n_chars = n_chars
        self.lstm = nn.LSTM(n_chars, n_hidden, 2, batch_first=True)
        self.fc = nn.Linear(n_hidden, n_chars)

    def forward(self, chars, hc=None):
        one_hot = F.one_hot(chars, self.n_chars).float()
        out, hc = self.lstm(one_hot, hc)
        return self.fc(out), hc


class StatefulLM(nn.Module):
    """The hidden tuple is required."""

    def __init__(self, ntoken, ninp=32, nhid=48, nlayers=2):
        super().__init__()
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.LSTM(ninp, nhid, nlayers)
        self.decoder = nn.Linear(nhid, ntoken)

    def forward(self, data, hidden):
        emb = self.encoder(data)
        output, hidden = self.rnn(emb, hidden)
        return self.decoder(output), hidden


class MaskedMeanClassifier(nn.Module):
    def __init__(self, vocab=1000, dim=32):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim, padding_idx=0)
        self.fc = nn.Linear(dim, 2)

    def forward(self, input_ids, attention_mask):
        h = self.tok(input_ids)
        m = attention_mask.unsqueeze(-1).float()
        return self.fc((h * m).sum(1) / m.sum(1).clamp(min=1))


class Translator(nn.Module):
    """Encoder and decoder with masks."""

    def __init__(self, src_vocab, tgt_vocab, d_model=32, nhead=4):
        super().__init__()
        self.src_emb = nn.Embedding(src_vocab, d_model)
        self.tgt_emb = nn.Embedding(tgt_vocab, d_model)
        self.transformer = nn.Transformer(d_model, nhead, 1, 1, 64, batch_first=True)
        self.out = nn.Linear(d_model, tgt_vocab)

    def forward(self, src, tgt, src_padding_mask, tgt_padding_mask, tgt_mask=None):
        h = self.transformer(
            self.src_emb(src), self.tgt_emb(tgt), tgt_mask=tgt_mask,
            src_key_padding_mask=src_padding_mask, tgt_key_padding_mask=tgt_padding_mask,
        )  # fmt: skip
        return self.out(h)


class SelfAttention(nn.Module):
    """A mask of (B, 1, T, T) is multiplied in."""

    def __init__(self, embed_size, heads):
        super().__init__()
        self.heads, self.head_dim = heads, embed_size // heads
        self.values = nn.Linear(embed_size, embed_size)
        self.keys = nn.Linear(embed_size, embed_size)
        self.queries = nn.Linear(embed_size, embed_size)
        self.fc_out = nn.Linear(embed_size, embed_size)

    def forward(self, values, keys, query, mask):
        N, q_len = query.shape[0], query.shape[1]
        v = self.values(values).reshape(N, -1, self.heads, self.head_dim)
        k = self.keys(keys).reshape(N, -1, self.heads, self.head_dim)
        q = self.queries(query).reshape(N, q_len, self.heads, self.head_dim)
        energy = torch.einsum("nqhd,nkhd->nhqk", q, k)
        if mask is not None:
            energy = energy.masked_fill(mask == 0, float("-1e20"))
        attention = torch.softmax(energy / self.head_dim**0.5, dim=3)
        out = torch.einsum("nhql,nlhd->nqhd", attention, v).reshape(N, q_len, -1)
        return self.fc_out(out)


class CausalBlock(nn.Module):
    def __init__(self, n_embd, n_head, block_size, dropout):
        super().__init__()
        self.qkv = nn.Linear(n_embd, 3 * n_embd)
        self.proj = nn.Linear(n_embd, n_embd)
        self.n_head = n_head
        self.drop = nn.Dropout(dropout)
        self.register_buffer("tril", torch.tril(torch.ones(block_size, block_size)))

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.n_head, C // self.n_head).transpose(1, 2) for t in (q, k, v))
        att = (q @ k.transpose(-2, -1)) * k.size(-1) ** -0.5
        att = att.masked_fill(self.tril[:T, :T] == 0, float("-inf")).softmax(-1)
        return self.proj(self.drop(att @ v).transpose(1, 2).reshape(B, T, C))


class MiniGPT(nn.Module):
    """Targets are optional; the loss comes along."""

    def __init__(self, vocab_size, block_size, n_embd=32):
        super().__init__()
        self.block_size = block_size
        self.wte = nn.Embedding(vocab_size, n_embd)
        self.wpe = nn.Embedding(block_size, n_embd)
        self.h = nn.ModuleList([CausalBlock(n_embd, 4, block_size, 0.0) for _ in range(2)])
        self.lm_head = nn.Linear(n_embd, vocab_size, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, idx, targets=None):
        _b, t = idx.size()
        assert t <= self.block_size
        x = self.wte(idx) + self.wpe(torch.arange(t, device=idx.device))
        for block in self.h:
            x = block(x)
        logits = self.lm_head(x)
        loss = None
        if targets is not None:
            loss = F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))
        return logits, loss


class ForecastCNN(nn.Module):
    """(B, C, T)."""

    def __init__(self, n_features=7, horizon=12):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv1d(n_features, 32, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool1d(8), nn.Flatten(),
            nn.Linear(256, horizon),
        )  # fmt: skip

    def forward(self, series):
        return self.net(series)


class ForecastLSTM(nn.Module):
    """(B, T, C)."""

    def __init__(self, n_features, hidden_units, n_layers, horizon):
        super().__init__()
        self.hidden_units, self.n_layers = hidden_units, n_layers
        self.lstm = nn.LSTM(n_features, hidden_units, n_layers, batch_first=True)
        self.head = nn.Linear(hidden_units, horizon)

    def forward(self, past):
        h0 = torch.zeros(self.n_layers, past.size(0), self.hidden_units, device=past.device)
        out, _ = self.lstm(past, (h0, h0.clone()))
        return self.head(out[:, -1, :])


class DLinear(nn.Module):
    """Works over time: the window length is in the layer."""

    def __init__(self, seq_len=96, pred_len=24, kernel=25):
        super().__init__()
        self.pool = nn.AvgPool1d(kernel, 1, kernel // 2, count_include_pad=False)
        self.seasonal = nn.Linear(seq_len, pred_len)
        self.trend = nn.Linear(seq_len, pred_len)

    def forward(self, x):
        trend = self.pool(x.transpose(1, 2))
        rest = x.transpose(1, 2) - trend
        return (self.seasonal(rest) + self.trend(trend)).transpose(1, 2)


class TCNBlock(nn.Module):
    def __init__(self, n_inputs, n_outputs, kernel_size, dilation):
        super().__init__()
        self.pad = (kernel_size - 1) * dilation
        self.conv = nn.Conv1d(n_inputs, n_outputs, kernel_size, dilation=dilation)
        self.down = nn.Conv1d(n_inputs, n_outputs, 1) if n_inputs != n_outputs else nn.Identity()

    def forward(self, x):
        return F.relu(self.conv(F.pad(x, (self.pad, 0))) + self.down(x))


class PackedEncoder(nn.Module):
    def __init__(self, vocab=200, dim=16):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim, bidirectional=True, batch_first=True)

    def forward(self, tokens, lens):
        packed = nn.utils.rnn.pack_padded_sequence(
            self.emb(tokens), lens, batch_first=True, enforce_sorted=False
        )
        _, h = self.rnn(packed)
        return torch.cat([h[0], h[1]], dim=1)


class AttentionDecoder(nn.Module):
    """One step: last word, state, and what the encoder saw."""

    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.attn = nn.Linear(2 * hidden_size, 1)
        self.gru = nn.GRU(2 * hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, vocab_size)

    def forward(self, prev_word, hidden, encoder_outputs):
        e = self.embedding(prev_word)
        T = encoder_outputs.size(1)
        q = hidden[-1].unsqueeze(1).repeat(1, T, 1)
        w = F.softmax(self.attn(torch.cat([q, encoder_outputs], -1)), dim=1)
        context = (w * encoder_outputs).sum(1, keepdim=True)
        o, hidden = self.gru(torch.cat([e, context], -1), hidden)
        return self.out(o), hidden, w


class CRFScores(nn.Module):
    """Emissions and a forward algorithm in log space."""

    def __init__(self, tagset_size=5, hidden_dim=16, vocab_size=100):
        super().__init__()
        self.word_embeds = nn.Embedding(vocab_size, hidden_dim)
        self.hidden2tag = nn.Linear(hidden_dim, tagset_size)
        self.transitions = nn.Parameter(torch.randn(tagset_size, tagset_size))

    def forward(self, sentence):
        feats = self.hidden2tag(self.word_embeds(sentence))
        score = feats[:, 0]
        for step in range(1, feats.size(1)):
            score = torch.logsumexp(score.unsqueeze(2) + self.transitions, dim=1) + feats[:, step]
        return torch.logsumexp(score, dim=1)
