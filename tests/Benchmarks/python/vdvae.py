"""A VDVAE (Child, 2021) in stock PyTorch, for comparison."""

import math

import torch
from torch import nn
from torch.nn import functional as F


def conv(inputs, outputs, kernel=1):
    return nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)


class Block(nn.Module):
    """GELU before each of four convolutions with few channels inside; optional residual and pooling."""

    def __init__(self, inputs, few, outputs, resolution, residual=False, down=1):
        super().__init__()
        kernel = 3 if resolution > 2 else 1
        self.layers = nn.ModuleList([conv(inputs, few), conv(few, few, kernel), conv(few, few, kernel), conv(few, outputs)])
        self.residual, self.down = residual, down

    def forward(self, x):
        h = x
        for layer in self.layers:
            h = layer(F.gelu(h))
        h = x + h if self.residual else h
        return F.avg_pool2d(h, self.down) if self.down > 1 else h


class DecoderBlock(nn.Module):
    def __init__(self, width, few, z, resolution, mixin):
        super().__init__()
        self.resolution, self.mixin, self.z = resolution, mixin, z
        self.posterior = Block(2 * width, few, 2 * z, resolution)
        self.prior = Block(width, few, 2 * z + width, resolution)
        self.projection = conv(z, width)
        self.residual = Block(width, few, width, resolution, residual=True)

    def forward(self, features, activations):
        a = activations[self.resolution]
        x = features[self.resolution].expand(a.shape[0], -1, -1, -1)
        if self.mixin:
            x = x + F.interpolate(features[self.mixin], scale_factor=self.resolution // self.mixin)
        qm, qs = self.posterior(torch.cat([x, a], 1)).chunk(2, 1)
        pm, ps, addition = self.prior(x).split([self.z, self.z, x.shape[1]], 1)
        x = x + addition
        z = qm + qs.exp() * torch.randn_like(qm)
        features[self.resolution] = self.residual(x + self.projection(z))
        return (-0.5 + ps - qs + 0.5 * (qs.exp() ** 2 + (qm - pm) ** 2) / ps.exp() ** 2).sum((1, 2, 3))


def tokens(text):
    for token in text.split(","):
        for kind in "xdm":
            if kind in token:
                resolution, number = map(int, token.split(kind))
                for _ in range(number if kind == "x" else 1):
                    yield resolution, None if kind == "x" else number


class Vdvae(nn.Module):
    def __init__(self, encoder, decoder, width, z, mixtures, bottleneck=0.25):
        super().__init__()
        few = int(width * bottleneck)
        self.mixtures = mixtures
        self.input = conv(3, width, 3)
        self.encoder = nn.ModuleList([Block(width, few, width, r, residual=True, down=d or 1) for r, d in tokens(encoder)])
        self.decoder = nn.ModuleList([DecoderBlock(width, few, z, r, m) for r, m in tokens(decoder)])
        resolutions = sorted({r for r, _ in tokens(decoder)})
        self.biases = nn.ParameterList([nn.Parameter(torch.zeros(1, width, r, r)) for r in resolutions])
        self.gain, self.bias = nn.Parameter(torch.ones(1, width, 1, 1)), nn.Parameter(torch.zeros(1, width, 1, 1))
        self.head = conv(width, 10 * mixtures)

    def loss(self, images):
        h = self.input((images * 255 - 127.5) / 127.5)
        activations = {h.shape[2]: h}
        for block in self.encoder:
            h = block(h)
            activations[h.shape[2]] = h
        features = {bias.shape[2]: bias for bias in self.biases}
        rate = sum(block(features, activations) for block in self.decoder)
        h = features[images.shape[2]] * self.gain + self.bias
        distortion = dmol(2 * images - 1, self.head(h), self.mixtures)
        terms = distortion.mean() / images[0].numel(), rate.mean() / images[0].numel()
        return terms[0] + terms[1], terms


def dmol(x, parameters, mixtures):
    """-ln p(x) of a discretised mixture of logistics, shape (N), written as the public code does: channels last."""
    x, l = x.permute(0, 2, 3, 1), parameters.permute(0, 2, 3, 1)
    logits, l = l[..., :mixtures], l[..., mixtures:].reshape(*x.shape, 3 * mixtures)
    means, scales, c = l[..., :mixtures], l[..., mixtures : 2 * mixtures].clamp(min=-7.0), torch.tanh(l[..., 2 * mixtures :])
    x = x.unsqueeze(-1) + torch.zeros_like(means)
    m2 = means[..., 1, :] + c[..., 0, :] * x[..., 0, :]
    m3 = means[..., 2, :] + c[..., 1, :] * x[..., 0, :] + c[..., 2, :] * x[..., 1, :]
    centred = x - torch.stack([means[..., 0, :], m2, m3], -2)
    sharpness = torch.exp(-scales)
    upper, lower, middle = sharpness * (centred + 1 / 255), sharpness * (centred - 1 / 255), sharpness * centred
    mass = torch.sigmoid(upper) - torch.sigmoid(lower)
    density = middle - scales - 2 * F.softplus(middle) - math.log(127.5)
    inside = torch.where(mass > 1e-5, torch.log(mass.clamp(min=1e-12)), density)
    edges = torch.where(x > 0.999, -F.softplus(lower), inside)
    log_p = torch.where(x < -0.999, upper - F.softplus(upper), edges).sum(3) + F.log_softmax(logits, -1)
    return -torch.logsumexp(log_p, -1).sum((1, 2))
