"""The walk of peers.hpp with numpy: all walkers of a chunk take a step at once.

numpy_walk.py WALKERS STEPS SEED prints: hops, seconds by the clock, of the processor, forward, backward, sum of r^2."""
import sys
import time

import numpy as np

SIDE, PLANE, CHUNK = 128, 64, 1 << 14  # a chunk of walkers stays in the cache


def walk(walkers, steps, random):
    # One table look-up and one addition per step: a displacement is three fields of 21 bits in one integer.
    ones = np.array([1, 1 << 21, 1 << 42])
    step_of = np.stack([ones, -ones], axis=1).ravel()
    forward = backward = 0
    start = random.integers(0, SIDE, walkers)
    packed = np.full(walkers, (ones << 20).sum()) + start
    for _ in range(steps):
        direction = random.integers(0, 6, walkers, dtype=np.int8)
        layer = packed & (SIDE - 1)
        forward += np.count_nonzero((layer == PLANE - 1) & (direction == 0))
        backward += np.count_nonzero((layer == PLANE) & (direction == 1))
        packed += step_of[direction]
    displacement = [(packed >> shift & 0x1FFFFF) - (1 << 20) for shift in (0, 21, 42)]
    displacement[0] -= start
    return forward, backward, sum(int((d * d).sum()) for d in displacement)


walkers, steps, seed = map(int, sys.argv[1:])
random = np.random.default_rng(seed)
chunks = [min(CHUNK, walkers - first) for first in range(0, walkers, CHUNK)]
begin, began = time.perf_counter(), time.process_time()
sums = np.sum([walk(chunk, steps, random) for chunk in chunks], axis=0)
seconds, processor = time.perf_counter() - begin, time.process_time() - began
print(walkers * steps, seconds, processor, *sums)
