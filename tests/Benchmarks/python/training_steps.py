"""Trains a model in stock PyTorch for as many steps as each line of standard input says, and answers "wall cpu" in
milliseconds for each step. StepWorker.cs does the same in C#. With `profile` as second argument: shows where twenty
steps' time goes."""

import sys
import time

import torch

from ghvae import Ghvae
from vdvae import Vdvae

IMAGES = 16384
ENCODER = "32x3,32d2,16x3,16d2,8x3,8d2,4x3,4d4,1x2"
DECODER = "1x1,4m1,4x2,8m4,8x3,16m8,16x4,32m16,32x4"
ENCODER64 = "64x2,64d2,32x3,32d2,16x3,16d2,8x3,8d2,4x3,4d4,1x2"
DECODER64 = "1x1,4m1,4x2,8m4,8x4,16m8,16x4,32m16,32x4,64m32,64x2"


def main(name, profile=None):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    shape, batch, model = {
        "mnist": ((1, 28, 28), 256, lambda: Ghvae(1, 16, 20, (4, 1, 0), True)),
        "color32": ((3, 32, 32), 256, lambda: Ghvae(3, 32, 32, (4, 2, 1), False)),
        "vdvae32": ((3, 32, 32), 16, lambda: Vdvae(ENCODER, DECODER, width=128, z=16, mixtures=10)),
        "vdvae64": ((3, 64, 64), 16, lambda: Vdvae(ENCODER64, DECODER64, width=128, z=16, mixtures=10)),
    }[name]
    model = model()
    pixels = torch.randint(0, 256, (IMAGES, *shape), dtype=torch.uint8)
    adam = torch.optim.Adam(model.parameters(), lr=3e-4)
    batches = iter(())

    def step():
        nonlocal batches
        indices = next(batches, None)
        if indices is None:
            batches = iter(torch.randperm(IMAGES).split(batch))
            indices = next(batches)
        loss, terms = model.loss(pixels[indices].float() / 255)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        return [float(term) for term in (loss, *terms)]

    if profile:
        for _ in range(10):
            step()
        with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as times:
            for _ in range(20):
                step()
        print(times.key_averages().table(sort_by="self_cpu_time_total", row_limit=16))
        return

    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            wall, cpu = time.perf_counter(), time.process_time()
            step()
            times.append(f"{(time.perf_counter() - wall) * 1e3:.3f} {(time.process_time() - cpu) * 1e3:.3f}")
        print(" ".join(times), flush=True)


main(*sys.argv[1:])
