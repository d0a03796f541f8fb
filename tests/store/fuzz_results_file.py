"""Flips bits in a results file, without its last line and with a right one, and lets fluxwalk read it: every verb ends
with one of its exit codes, never with a signal or a bug of ours, and says nothing wrong.

fuzz_results_file.py PROGRAM [NUMBER]: of flips, a third of them at random places, and two thirds where the tables lie.
"""

import pathlib
import random
import subprocess
import sys
import tempfile

import h5py

PROGRAM = sys.argv[1]
NUMBER = int(sys.argv[2]) if len(sys.argv) > 2 else 300

EXPERIMENT = """
title = "Flipped"
[lattice]
kind = "square"
shape = [12, 9]
spacing = "2 nm"
[[population]]
kind = "uniform"
walkers = 6_400
[run]
steps = 60
seed = 5
[measure.flux]
x = "all"
every = 20
residence = true
[measure.profile]
axes = ["x", "y"]
every = 20
[measure.moments]
every = 20
[measure.histogram]
every = 30
"""


def fnv1a(data):
    result = 0xCBF29CE484222325
    for byte in data:
        result = (result ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return result


def tallies(file):
    with h5py.File(file) as opened:
        return {name: dataset[()].tobytes() for name, dataset in opened["tallies"].items() if dataset.dtype.kind == "i"}


def places_of_tables(file):
    """Bytes where the values of tallies lie."""
    places = []
    with h5py.File(file) as opened:
        for dataset in opened["tallies"].values():
            if dataset.dtype.kind == "i" and dataset.id.get_offset() is not None:
                places += range(dataset.id.get_offset(), dataset.id.get_offset() + dataset.id.get_storage_size())
            elif dataset.chunks:
                for i in range(dataset.id.get_num_chunks()):
                    chunk = dataset.id.get_chunk_info(i)
                    places += range(chunk.byte_offset, chunk.byte_offset + chunk.size)
    return places


def main():
    draw = random.Random(20240229)
    wrong, silent, refused, harmless = [], [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "e.toml").write_text(EXPERIMENT)
        subprocess.run([PROGRAM, "run", "-q", "e.toml", "-o", "good.h5"], cwd=folder)
        body = (folder / "good.h5").read_bytes()[:-33]
        good = tallies(folder / "good.h5")
        places = places_of_tables(folder / "good.h5")
        for number in range(NUMBER):
            flipped = bytearray(body)
            at = draw.choice(places) if number % 3 else draw.randrange(len(body))
            flipped[at] ^= 1 << draw.randrange(8)
            has_line = number % 2 == 1
            line = b"\nfluxwalk fnv1a %016x\n" % fnv1a(flipped) if has_line else b""
            (folder / "f.h5").write_bytes(bytes(flipped) + line)
            for verb in [["info"], ["analyze", "-q"]]:
                ran = subprocess.run([PROGRAM, *verb, "f.h5"], cwd=folder, capture_output=True, text=True, errors="replace")
                if ran.returncode not in (0, 1, 4, 5) or "closing library" in ran.stderr:
                    wrong.append((number, at, verb[0], ran.returncode, ran.stderr[-300:]))
            if ran.returncode == 4:
                refused += 1
                continue
            harmless += 1
            # What analyze has written back equals the counts, and it says that the file was not checked.
            if tallies(folder / "f.h5") != good or (not has_line and "not checked" not in ran.stderr):
                silent.append((number, at, ran.stderr))
    print(f"{NUMBER} flips: {refused} refused, {harmless} that changed no tally, {len(silent)} silent, {len(wrong)} crashes")
    for fault in silent + wrong:
        print(fault)
    sys.exit(1 if silent or wrong else 0)


if __name__ == "__main__":
    main()
