"""The walk of peers.hpp with numba: one walker at a time, compiled.

numba_walk.py WALKERS STEPS SEED prints: hops, seconds by the clock, of the processor, forward, backward, sum of r^2."""
import sys
import time

import numba
import numpy as np

SIDE, PLANE = 128, 64


@numba.njit
def walk(walkers, steps, seed):
    np.random.seed(seed)
    forward = backward = squared = 0
    for _ in range(walkers):
        start = np.random.randint(0, SIDE)
        dx = dy = dz = 0
        for _ in range(steps):
            direction = np.random.randint(0, 6)
            layer = (start + dx) & (SIDE - 1)
            if direction == 0:
                forward += layer == PLANE - 1
                dx += 1
            elif direction == 1:
                backward += layer == PLANE
                dx -= 1
            elif direction == 2:
                dy += 1
            elif direction == 3:
                dy -= 1
            elif direction == 4:
                dz += 1
            else:
                dz -= 1
        squared += dx * dx + dy * dy + dz * dz
    return forward, backward, squared


walkers, steps, seed = map(int, sys.argv[1:])
walk(1, 1, seed)  # compiles it
begin, began = time.perf_counter(), time.process_time()
sums = walk(walkers, steps, seed)
seconds, processor = time.perf_counter() - begin, time.process_time() - began
print(walkers * steps, seconds, processor, *sums)
