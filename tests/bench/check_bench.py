"""Runs `fluxwalk bench --quick --json` and checks what it prints. check_bench.py PROGRAM"""
import json
import math
import os
import subprocess
import sys
import tempfile

program = sys.argv[1]
always = ["random-bits", "box1d-128-one-plane", "box1d-1000-all-planes", "box1d-1000-all-planes-gross", "box2d-128",
          "box3d-128", "box3d-128-drift", "occupation1d-1000-few", "occupation1d-1000-thousand",
          "occupation1d-1000-million", "occupation1d-1000-trillion", "loop-mt19937-3d", "loop-pcg32-3d", "loop-pcg32-branchfree-3d"]
where_present = ["numpy-3d", "numba-3d"]


def bench(*options):
    return subprocess.run([program, "bench", "--quick", "--threads", "2", *options], capture_output=True, text=True)


with tempfile.TemporaryDirectory() as folder:
    plot = os.path.join(folder, "it's.svg")
    done = bench("--json", "--plot", plot)
    assert done.returncode == 0, done
    with open(plot) as drawn:
        text = drawn.read()
        assert text.rstrip().endswith("</svg>") and "box3d-128-drift" in text, text

made = json.loads(done.stdout)
for key in ("compiler", "vector_width", "commit", "build_type"):
    assert isinstance(made[key], str) and made[key], key
assert made["machine"]["cpu"] and made["machine"]["processors"] >= 1
assert made["threads"] == 2

names = [case["name"] for case in made["cases"]]
assert names[:len(always)] == always, names
assert set(names[len(always):]) <= set(where_present), names

limit = made["cases"][0]["hops_per_second_one_thread"]
for case in made["cases"]:
    for key, value in case.items():
        assert key == "name" or (isinstance(value, (int, float)) and math.isfinite(value) and value > 0), (key, case)
    share = case["hops_per_second_one_thread"] / limit
    assert math.isclose(case["share_of_random_limit"], share, rel_tol=1e-4), case
    for loop in ("loop-mt19937-3d", "loop-pcg32-3d", "loop-pcg32-branchfree-3d"):
        other = made["cases"][names.index(loop)]["hops_per_second_one_thread"]
        ratio = case["ratio_to_" + loop.replace("-", "_")]
        assert math.isclose(ratio, case["hops_per_second_one_thread"] / other, rel_tol=1e-4), case

table = bench()
assert table.returncode == 0 and all(name in table.stdout for name in always), table
assert bench("--plot", "speed.bmp").returncode == 2
assert bench("--plot", "/no/such/folder/speed.svg").returncode == 4
