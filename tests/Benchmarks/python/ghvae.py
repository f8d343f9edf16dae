"""The GHVAE of Xiao and Bamler (2023, Table 2) in stock PyTorch, for comparison."""

import math

import torch
from torch import nn
from torch.nn import functional as F

SIGMA = 0.71


class Ghvae(nn.Module):
    """channels: of hidden layers and of z1; third: kernel, stride and padding of the third level."""

    def __init__(self, image_channels, channels, z2, third, bernoulli):
        super().__init__()
        kernel, stride, padding = third
        self.channels, self.bernoulli = channels, bernoulli
        halve = lambda inputs: nn.Sequential(nn.Conv2d(inputs, channels, 4, 2, 1), nn.ReLU())
        double = lambda outputs: nn.ConvTranspose2d(channels, outputs, 4, 2, 1)
        features = channels * 16
        # q(z2|x)
        self.encoder2 = nn.Sequential(
            halve(image_channels), halve(channels), nn.Conv2d(channels, channels, kernel, stride, padding), nn.ReLU(), nn.Flatten())
        self.mean2, self.std2 = nn.Linear(features, z2), nn.Linear(features, z2)
        # q(z1|z2, x)
        self.encoder1 = nn.Sequential(halve(image_channels), halve(channels))
        self.spread = nn.Linear(z2, features)
        self.raise1 = nn.ConvTranspose2d(channels, channels, kernel, stride, padding)
        self.merge = nn.Sequential(nn.Conv2d(2 * channels, channels, kernel, stride, padding), nn.ReLU())
        self.mean1, self.std1 = nn.Conv2d(channels, channels, 3, 1, 1), nn.Conv2d(channels, channels, 3, 1, 1)
        # p(z1|z2)
        self.prior = nn.Sequential(nn.Linear(z2, 8 * channels), nn.ReLU())
        self.prior_mean, self.prior_std = nn.Linear(8 * channels, features), nn.Linear(8 * channels, features)
        # p(x|z1)
        decoder = [nn.ConvTranspose2d(channels, channels, kernel, stride, padding), nn.ReLU(), double(channels), nn.ReLU(), double(image_channels)]
        self.decoder = nn.Sequential(*decoder, *([nn.Sigmoid()] if bernoulli else []))

    def loss(self, x, beta2=1.0, beta1=0.5):
        if self.bernoulli:
            x = x.round()
        h = self.encoder2(x)
        m2, s2 = self.mean2(h), F.softplus(self.std2(h))
        z2 = m2 + s2 * torch.randn_like(m2)
        h = F.relu(self.raise1(F.relu(self.spread(z2)).reshape(-1, self.channels, 4, 4)))
        h = self.merge(torch.cat([h, self.encoder1(x)], 1))
        m1, s1 = self.mean1(h), F.softplus(self.std1(h))
        z1 = m1 + s1 * torch.randn_like(m1)
        h = self.prior(z2)
        p1, t1 = self.prior_mean(h).reshape(m1.shape), F.softplus(self.prior_std(h)).reshape(m1.shape)
        mean = self.decoder(z1)
        if self.bernoulli:
            distortion = -(x * (mean + 1e-8).log() + (1 - x) * (1 - mean + 1e-8).log()).flatten(1).sum(1)
        else:
            constant = x[0].numel() * (0.5 * math.log(2 * math.pi) + math.log(SIGMA))
            distortion = ((x - mean) ** 2).flatten(1).sum(1) / (2 * SIGMA**2) + constant
        rate2 = (0.5 * (m2**2 + s2**2 - 1) - s2.log()).flatten(1).sum(1)
        ratio, shift = s1 / t1, (m1 - p1) / t1
        rate1 = (0.5 * (ratio**2 + shift**2 - 1) - ratio.log()).flatten(1).sum(1)
        terms = distortion.mean(), rate2.mean(), rate1.mean()
        return terms[0] + beta2 * terms[1] + beta1 * terms[2], terms
