#include <doctest/doctest.h>

#include "input/rows.hpp"

TEST_CASE("complaints about the lattice") {
  sample::check({
      {R"(kind = "square")", R"(kind = "sqare")",
       "f.toml:2:8: lattice.kind: unknown word \"sqare\" (it must be one of chain, square and cubic) did you "
       "mean \"square\"?"},
      {R"(kind = "square")", "kind = 3",
       "f.toml:2:8: lattice.kind: must be a text (it is a whole number) such as: kind = \"square\""},
      {R"(kind = "square")", R"(kind = "chain")",
       "f.toml:3:9: lattice.shape: has 2 entries (the chain has axis x) give one\n"
       "f.toml:8:5: hop.y: there is no axis y (the chain has axis x)\n"
       "f.toml:10:5: faces.y: there is no axis y (the chain has axis x)\n"
       "f.toml:14:6: population.at: has 2 entries (the chain has axis x) give one"},
      {R"(kind = "square")", R"(kind = "cubic")",
       "f.toml:3:9: lattice.shape: has 2 entries (the cubic lattice has axes x, y and z) give a list of 3\n"
       "f.toml:6:1: hop: gives x and y but not z (the probabilities of all axes are needed, or of none) add "
       "z "
       "= [..., ...]; [0, 0] forbids the axis\n"
       "f.toml:14:6: population.at: has 2 entries (the cubic lattice has axes x, y and z) give a list of 3"},
      {"shape = [20, 10]", "shape = [20, 0]",
       "f.toml:3:14: lattice.shape: 0 is out of range (an axis has from 1 to 2^30 sites)"},
      {"shape = [20, 10]", "shape = [20, -5]",
       "f.toml:3:14: lattice.shape: -5 is out of range (an axis has from 1 to 2^30 sites)"},
      {"shape = [20, 10]", "shape = [20, 2000000000]",
       "f.toml:3:14: lattice.shape: 2000000000 is out of range (an axis has from 1 to 2^30 sites)"},
      {"shape = [20, 10]", "shape = [1073741824, 1073741824]",
       "f.toml:3:9: lattice.shape: 1.153e+18 sites are too many (a lattice has at most 2^40 sites)"},
      {"shape = [20, 10]", R"(shape = [20, "10.4 nm"])",
       "f.toml:3:14: lattice.shape: \"10.4 nm\" is not a whole number of sites (it is 10.4 times "
       "lattice.spacing = \"1 nm\") nearest are \"10 nm\" (10) and \"11 nm\" (11)"},
      {"shape = [20, 10]", R"(shape = [20, "10 ps"])",
       "f.toml:3:14: lattice.shape: \"10 ps\" is not a length (\"ps\" has another dimension)"},
      {"shape = [20, 10]", R"(shape = [20, "10"])",
       "f.toml:3:14: lattice.shape: \"10\" has no unit (a text stands for a length with a unit) write 10 for "
       "a number of sites"},
      {"shape = [20, 10]", "shape = [20, 10.5]",
       "f.toml:3:14: lattice.shape: 10.5 is not a whole number (it is counted, and must be exact)"},
      {"shape = [20, 10]", R"(shape = "10 nm")",
       "f.toml:3:9: lattice.shape: has 1 entry (the square lattice has axes x and y) give a list of 2"},
      {"shape = [20, 10]", "shape = [20, nan]",
       "f.toml:3:14: lattice.shape: nan is not a whole number (it is counted, and must be exact)"},
      {"shape = [20, 10]", "shape = [20, true]",
       "f.toml:3:14: lattice.shape: must be a number of sites, or a text with a length (it is true or false) "
       "such as: shape = [101, 101]"},
      {"shape = [20, 10]", "",
       "f.toml:1:1: lattice.shape: is missing (it is required) such as: shape = [101, 101]"},
      {R"(spacing = "1 nm")", R"(spacing = "1 furlongz")",
       "f.toml:4:11: lattice.spacing: unknown unit \"furlongz\" (a length is a number and a unit) such as "
       "\"5 nm\""},
      {R"(spacing = "1 nm")", R"(spacing = "1e11.0")",
       "f.toml:4:11: lattice.spacing: \"1e11.0\" is not a number followed by a unit: \".0\" is not a unit (a "
       "length is a number and a unit) such as \"5 nm\""},
      {R"(spacing = "1 nm")", R"(spacing = "nan nm")",
       "f.toml:4:11: lattice.spacing: \"nan nm\" does not begin with a number (a length is a number and a "
       "unit) such as \"5 nm\""},
      {R"(spacing = "1 nm")", R"(spacing = "-1 nm")",
       "f.toml:4:11: lattice.spacing: \"-1 nm\" is not positive (the spacing is the distance of neighbouring "
       "sites)"},
      {R"(spacing = "1 nm")", R"(spacing = "1e400 nm")",
       "f.toml:4:11: lattice.spacing: the number in \"1e400 nm\" is too large or too small (a length is a "
       "number and a unit) such as \"5 nm\""},
      {R"(spacing = "1 nm")", R"(spacing = "1 ps")",
       "f.toml:4:11: lattice.spacing: \"1 ps\" is not a length (\"ps\" has another dimension)"},
      {R"(spacing = "1 nm")", "spacing = 2.0",
       "f.toml:4:11: lattice.spacing: has no unit (a number alone can only be 1, in sites) write a length, "
       "such as \"0.5 nm\""},
      {R"(spacing = "1 nm")", "spacing = inf",
       "f.toml:4:11: lattice.spacing: inf is not allowed (it must be a finite number)"},
      {R"(step = "2 ps")", R"(step = "0 ps")",
       "f.toml:5:8: lattice.step: \"0 ps\" is not positive (the step is the time between two hops)"},
  });
}

TEST_CASE("complaints about hops") {
  sample::check({
      {"x = [0.2, 0.3]", "x = [0.2, 0.3]\nstay = 0.1",
       "f.toml:6:1: hop: the probabilities add up to 0.9 (all hops and stay must add up to 1) write stay "
       "= 0.2, or leave stay out"},
      {"x = [0.2, 0.3]", "x = [-0.2, 0.3]",
       "f.toml:7:6: hop.x: -0.2 is out of range (a probability is from 0 to 1)"},
      {"x = [0.2, 0.3]", "x = [0.2, 1.3]",
       "f.toml:7:11: hop.x: 1.3 is out of range (a probability is from 0 to 1)"},
      {"x = [0.2, 0.3]", "x = [0.2, nan]",
       "f.toml:7:11: hop.x: nan is not allowed (it must be a finite number)"},
      {"x = [0.2, 0.3]", "x = 0.2",
       "f.toml:7:5: hop.x: must be a list (it is a number) such as: x = [0.2, 0.3]"},
      {"x = [0.2, 0.3]", "x = [0.2]",
       "f.toml:7:5: hop.x: has 1 entry (an axis has two directions) give [minus, plus]"},
      {"x = [0.2, 0.3]", "x = [0.2, 0.3]\nz = [0, 0]",
       "f.toml:8:5: hop.z: there is no axis z (the square lattice has axes x and y)"},
      {"y = [0.2, 0.1]", "",
       "f.toml:6:1: hop: gives x but not y (the probabilities of all axes are needed, or of none) add y = "
       "[..., ...]; [0, 0] forbids the axis"},
  });
}

TEST_CASE("complaints about faces") {
  sample::check({
      {R"(y = "reflecting")", R"(y = ["periodic", "reflecting"])",
       "f.toml:10:5: faces.y: is periodic on one side only (a walker that leaves through one face comes in "
       "through the other) make both faces periodic, or none"},
      {R"(y = "reflecting")", R"(y = "reflectng")",
       "f.toml:10:5: faces.y: unknown word \"reflectng\" (it must be one of periodic, reflecting, mirror, "
       "absorbing, partial and reservoir) did you mean \"reflecting\"?"},
      {R"(y = "reflecting")", R"(y = { kind = "partial" })",
       "f.toml:10:5: faces.y: absorption is missing (a partial face lets an attempt through with this "
       "probability) write { kind = \"partial\", absorption = 0.3 }"},
      {R"(y = "reflecting")", R"(y = "partial")",
       "f.toml:10:5: faces.y: absorption is missing (a partial face lets an attempt through with this "
       "probability) write { kind = \"partial\", absorption = 0.3 }"},
      {R"(y = "reflecting")", R"(y = { kind = "partial", absorption = 1.5 })",
       "f.toml:10:38: faces.y.absorption: 1.5 is out of range (a probability is from 0 to 1)"},
      {R"(y = "reflecting")", R"(y = { kind = "mirror", absorption = 0.5 })",
       "f.toml:10:37: faces.y.absorption: has no meaning here (a mirror face has no absorption) use kind = "
       "\"partial\", or leave it out"},
      {R"(y = "reflecting")", R"(y = ["mirror"])",
       "f.toml:10:5: faces.y: has 1 entry (an axis has two faces) give one word for both, or a list [low, "
       "high]"},
      {R"(y = "reflecting")", "y = 7",
       "f.toml:10:5: faces.y: must be the kind of a face (a word, a table { kind = ... }, or a list [low, "
       "high] of these) such as \"reflecting\""},
      {R"(y = "reflecting")", R"(z = "mirror")",
       "f.toml:10:5: faces.z: there is no axis z (the square lattice has axes x and y)"},
  });
}

TEST_CASE("complaints about populations") {
  sample::check({
      {"walkers = 1000", "walkers = 0",
       "f.toml:13:11: population.walkers: 0 is out of range (a population has from 1 to 2^62 walkers)"},
      {"walkers = 1000", "walkers = -1000",
       "f.toml:13:11: population.walkers: -1000 is out of range (a population has from 1 to 2^62 walkers)"},
      {"walkers = 1000", "walkers = 9",
       "f.toml:13:11: population.walkers: 10 batches need at least 10 walkers (there are 9; errors come from "
       "the scatter of batches, and some would have no walker) use more walkers, number = \"poisson\", "
       "run.per_batch = true, or run.batches = 9"},
      {"walkers = 1000", "walkers = 1000.5",
       "f.toml:13:11: population.walkers: 1000.5 is not a whole number (it is counted, and must be exact)"},
      {"walkers = 1000", R"(walkers = "many")",
       "f.toml:13:11: population.walkers: must be a whole number (it is a text) such as: walkers = "
       "1_000_000"},
      {"walkers = 1000", R"(number = "poison")",
       "f.toml:11:1: population.walkers: is missing (it is required) such as: walkers = 1_000_000\n"
       "f.toml:13:10: population.number: unknown word \"poison\" (it must be one of fixed and poisson) did "
       "you mean \"poisson\"?"},
      {"at = [10, 5]", "at = [20, 5]",
       "f.toml:14:7: population.at: 20 is out of range (the layers along x are 0 to 19)"},
      {"at = [10, 5]", "at = [10, -1]",
       "f.toml:14:11: population.at: -1 is out of range (the layers along y are 0 to 9)"},
      {"at = [10, 5]", "at = [10]",
       "f.toml:14:6: population.at: has 1 entry (the square lattice has axes x and y) give a list of 2"},
      {"at = [10, 5]", R"(at = ["10.2 nm", 5])",
       "f.toml:14:7: population.at: \"10.2 nm\" is not a whole number of sites (it is 10.2 times "
       "lattice.spacing = \"1 nm\") nearest are \"10 nm\" (10) and \"11 nm\" (11)"},
      {"at = [10, 5]", "width = 3",
       "f.toml:11:1: population.at: is missing (it is required) such as: at = [50, 50]\n"
       "f.toml:14:9: population.width: has no meaning here (kind \"point\" has at)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]", "kind = \"plane\"\nwalkers = 1000\naxis = \"z\"",
       "f.toml:11:1: population.layer: is missing (it is required) such as: layer = 50\n"
       "f.toml:14:8: population.axis: there is no axis \"z\" (the square lattice has axes x and y)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"plane\"\nwalkers = 1000\naxis = \"y\"\nlayer = 10",
       "f.toml:15:9: population.layer: 10 is out of range (the layers along y are 0 to 9)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"box\"\nwalkers = 1000\nfrom = [1, 5]\nto = [5, 4]",
       "f.toml:15:6: population.to: 4 along y comes before 5 (a box goes from its first site to its last)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]", "kind = \"box\"\nwalkers = 1000\nfrom = [1, 5]",
       "f.toml:11:1: population.to: is missing (it is required) such as: to = [60, 60]"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"gaussian\"\nwalkers = 1000\ncenter = [25, 5]\nwidth = 3",
       "f.toml:14:11: population.center: 25 is out of range (most of its weight would lie outside the box, "
       "whose layers along x are 0 to 19)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"gaussian\"\nwalkers = 1000\ncenter = [10.5, 5]\nwidth = 0.01",
       "f.toml:15:9: population.width: 0.01 is so narrow that no site gets any weight (the centre 10.5 along "
       "x is not a site) put the centre on a site, or use kind = \"point\""},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"profile\"\nwalkers = 1000\naxis = \"y\"\nweights = [1, 2]",
       "f.toml:15:11: population.weights: has 2 weights (there are 10 layers along y)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"profile\"\nwalkers = 1000\naxis = \"y\"\nweights = [1, 2, 3, 4, 5, 6, 7, 8, 9, -1]",
       "f.toml:15:39: population.weights: -1 is out of range (a weight is not negative)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"profile\"\nwalkers = 1000\naxis = \"y\"\nweights = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
       "f.toml:15:11: population.weights: all weights are 0 (the walkers must start somewhere)"},
      {"shape = [20, 10]", "shape = [20, 1]",
       "f.toml:14:11: population.at: 5 is out of range (the layers along y are 0 to 0)"},
  });
}

TEST_CASE("complaints about the run and the analysis") {
  sample::check({
      {"steps = 100", "steps = 0",
       "f.toml:16:9: run.steps: 0 is out of range (a run has from 1 to 2^40 steps)"},
      {"steps = 100", R"(steps = "3 ps")",
       "f.toml:16:9: run.steps: \"3 ps\" is not a whole number of steps (it is 1.5 times lattice.step = \"2 "
       "ps\") nearest are \"2 ps\" (1) and \"4 ps\" (2)"},
      {"steps = 100", R"(steps = "1 nm")",
       "f.toml:16:9: run.steps: \"1 nm\" is not a time (\"nm\" has another dimension)"},
      {"steps = 100", R"(steps = "4e12 s")",
       "f.toml:16:9: run.steps: \"4e12 s\" is too large (it is 2e+24 steps)"},
      {"steps = 100", "steps = 2000000000000",
       "f.toml:16:9: run.steps: 2000000000000 is out of range (a run has from 1 to 2^40 steps)"},
      {"steps = 100", "steps = 100\nseed = -1",
       "f.toml:17:8: run.seed: -1 is out of range (it must be at least 0)"},
      {"steps = 100", "steps = 100\nthreads = 1e9",
       "f.toml:17:11: run.threads: 1000000000 is out of range (it must be from 0 to 4096)"},
      {"steps = 100", "steps = 100\nkernel = \"bit\"",
       "f.toml:17:10: run.kernel: unknown word \"bit\" (it must be one of auto, reference, walkers and "
       "occupation)"},
      {"batches = 10", "batches = 0",
       "f.toml:17:11: run.batches: 0 is out of range (it must be from 1 to 1000000000)"},
      {"", "[analysis]\ntolerance = 0\n",
       "f.toml:22:13: analysis.tolerance: 0 is out of range (a relative deviation, from 1e-12 to 1)"},
      {"", "[analysis]\nconfidence = 1\n",
       "f.toml:22:14: analysis.confidence: 1 is out of range (from 0.5 to just below 1; 1 would call nothing "
       "inconsistent)"},
      {"", "[analysis]\nladder = -1\n",
       "f.toml:22:10: analysis.ladder: -1 is out of range (it must be from 0 to 12)"},
      {"", "[analysis]\ncontinuum_tolerance = 0\n",
       "f.toml:22:23: analysis.continuum_tolerance: 0 is out of range (a relative difference, from 1e-12 to "
       "1)"},
      {"", "[analysis]\nladder = 0\ncontinuum_tolerance = 0.01\n",
       "f.toml:23:23: analysis.continuum_tolerance: needs the continuum answer (analysis.ladder = 0 leaves "
       "it "
       "out) use ladder = 1 or more"},
      {"walkers = 1000", "walkers = 4_000_000_000_000_000_000",
       "f.toml:16:9: run.steps: 4e+18 walkers times 100 steps are too many (the hops are counted, and counts "
       "go up to 2^62 = 4.6e18) use fewer walkers or steps"},
  });
}

TEST_CASE("complaints about measurements") {
  sample::check({
      {R"(x = "all")", R"(x = "al")",
       "f.toml:19:5: measure.flux.x: unknown word \"al\" (it can only be all) did you mean \"all\"?"},
      {R"(x = "all")", "x = [3, 2]",
       "f.toml:19:9: measure.flux.x: 2 comes after 3 (plane numbers must increase)"},
      {R"(x = "all")", "x = [3, 3]",
       "f.toml:19:9: measure.flux.x: 3 comes after 3 (plane numbers must increase)"},
      {R"(x = "all")", "x = [0, 21]",
       "f.toml:19:9: measure.flux.x: 21 is out of range (the planes across x are 0 to 20)"},
      {R"(x = "all")", "x = []", "f.toml:19:5: measure.flux.x: is empty (it must list plane numbers)"},
      {R"(x = "all")", "x = 7",
       "f.toml:19:5: measure.flux.x: must be \"all\" or a list of plane numbers (plane b lies between layers "
       "b-1 and b) such as [1, 50]"},
      {R"(x = "all")", "",
       "f.toml:18:1: measure.flux: watches no plane (none of x, y and z is given) add x = \"all\""},
      {R"(x = "all")", R"(z = "all")",
       "f.toml:19:5: measure.flux.z: there is no axis z (the square lattice has axes x and y)"},
      {R"(x = "all")", "x = [0, 2.5]",
       "f.toml:19:9: measure.flux.x: 2.5 is not a whole number (it is counted, and must be exact)"},
      {"every = 10", "every = 0",
       "f.toml:20:9: measure.flux.every: 0 is out of range (it must be from 1 to 2^40 steps)"},
      {"every = 10", "every = -1",
       "f.toml:20:9: measure.flux.every: -1 is out of range (it must be from 1 to 2^40 steps)"},
      {"every = 10", R"(every = "3 ps")",
       "f.toml:20:9: measure.flux.every: \"3 ps\" is not a whole number of steps (it is 1.5 times "
       "lattice.step = \"2 ps\") nearest are \"2 ps\" (1) and \"4 ps\" (2)"},
      {"every = 10", "",
       "f.toml:18:1: measure.flux: does not say when (neither every nor at is given) add every = 10 or at = "
       "[0, 10, 100]"},
      {"every = 10", "at = [0, 10]\nevery = 10",
       "f.toml:20:6: measure.flux.at: cannot stand beside every (the times are given twice) keep one of the "
       "two"},
      {"every = 10", "at = [10, 20]",
       "f.toml:20:6: measure.flux.at: begins at 10 (the first bin begins at time 0)"},
      {"every = 10", "at = [0, 10, 5]",
       "f.toml:20:14: measure.flux.at: 5 comes after 10 (edges must increase)"},
      {"every = 10", "at = [0, 101]",
       "f.toml:20:10: measure.flux.at: 101 is out of range (the edges are within 0 to 100)"},
      {"every = 10", "at = [0]", "f.toml:20:6: measure.flux.at: has one edge only (a bin has two edges)"},
      {"every = 10", "at = []", "f.toml:20:6: measure.flux.at: is empty (it must list edges)"},
      {"every = 10", "at = 10",
       "f.toml:20:6: measure.flux.at: must be a list (it is a whole number) such as: at = [0, 10, 100, "
       "1000]"},
      {"every = 10", "residence = \"yes\"\nevery = 10",
       "f.toml:20:13: measure.flux.residence: must be true or false (it is a text) such as: residence = "
       "true"},
      {"[measure.flux]\nx = \"all\"\nevery = 10", "",
       "f.toml:1:1: measure: nothing is measured (a run without a measurement shows nothing) add a section "
       "such as [measure.flux] with x = \"all\" and every = 10"},
      {"[measure.flux]\nx = \"all\"\nevery = 10", "[measure]",
       "f.toml:18:1: measure: nothing is measured (a run without a measurement shows nothing) add a section "
       "such as [measure.flux] with x = \"all\" and every = 10"},
      {"", "[measure.profile]\naxes = [\"z\"]\nevery = 10\n",
       "f.toml:22:9: measure.profile.axes: there is no axis \"z\" (the square lattice has axes x and y)"},
      {"", "[measure.profile]\naxes = \"x\"\nevery = 10\n",
       "f.toml:22:8: measure.profile.axes: must be a list (it is a text) such as: axes = [\"x\"]"},
      {"", "[measure.first_passage]\nevery = 1\n",
       "f.toml:21:1: measure.first_passage.targets: is missing (it is required) such as: targets = [{ axis = "
       "\"x\", layer = 80 }]"},
      {"", "[measure.first_passage]\nevery = 1\ntargets = [{ axis = \"x\", layer = 20 }]\n",
       "f.toml:23:34: measure.first_passage.targets.layer: 20 is out of range (the layers along x are 0 to "
       "19)"},
      {"", "[measure.first_passage]\nevery = 1\ntargets = [{ at = [3, 20] }, { from = [1, 1] }]\n",
       "f.toml:23:23: measure.first_passage.targets.at: 20 is out of range (the layers along y are 0 to 9)\n"
       "f.toml:23:30: measure.first_passage.targets.to: is missing (it is required) such as: targets = [{ "
       "from = [40, 40], to = [60, 60] }]"},
      {"", "[measure.first_passage]\nevery = 1\ntargets = [{ at = [3, 2], return = true }]\n",
       "f.toml:23:12: measure.first_passage.targets: is more than one target (a target is a layer (axis, "
       "layer), a site (at), a box (from, to) or a return) give each a table of its own"},
      {"", "[measure.first_passage]\nevery = 1\ntargets = [{ return = false }]\n",
       "f.toml:23:23: measure.first_passage.targets.return: is false (then there is no target) leave the "
       "table "
       "out"},
      {"", "[measure.first_passage]\nat = [0, 102]\ntargets = [{ axis = \"x\", layer = 2 }]\n",
       "f.toml:22:10: measure.first_passage.at: 102 is out of range (the edges are within 0 to 101)"},
      {"batches = 10", "batches = 10\n[measure.exits]\nat = [\"20 ps\"]",
       "f.toml:19:6: measure.exits.at: begins at 10 (the first bin begins at time 0)"},
  });
}

TEST_CASE("complaints about syntax and unknown keys") {
  sample::check({
      {R"(kind = "square")", R"(kimd = "square")",
       "f.toml:2:1: lattice.kimd: unknown key (lattice has kind, shape, spacing and step) did you mean "
       "lattice.kind?"},
      {R"(kind = "square")", "batches = 3",
       "f.toml:1:1: lattice.kind: is missing (it is required) such as: kind = \"square\"\n"
       "f.toml:2:1: lattice.batches: unknown key (lattice has kind, shape, spacing and step) did you mean "
       "run.batches?"},
      {R"(kind = "square")", "frobnicate = 3",
       "f.toml:1:1: lattice.kind: is missing (it is required) such as: kind = \"square\"\n"
       "f.toml:2:1: lattice.frobnicate: unknown key (lattice has kind, shape, spacing and step)"},
      {R"(spacing = "1 nm")", "spacing = 1e400",
       "f.toml:4:16: 1e400 is out of range (numbers go up to 1.8e308, whole ones to 9223372036854775807)"},
      {"walkers = 1000", "walkers = 99999999999999999999",
       "f.toml:13:31: 99999999999999999999 is out of range (numbers go up to 1.8e308, whole ones to "
       "9223372036854775807)"},
      {"kind = \"point\"\nwalkers = 1000\nat = [10, 5]",
       "kind = \"gaussian\"\nwalkers = 1000\ncentre = [10.5, 5]\nwidth = 0",
       "f.toml:14:1: population.centre: unknown key (population has kind, walkers, number, at, axis, layer, "
       "from, to, center, width, weights, file, dataset, values, integers and layers) did you mean "
       "population.center?"},
      {"steps = 100", "step = 100",
       "f.toml:16:1: run.step: unknown key (run has steps, batches, per_batch, seed, threads and kernel) did "
       "you mean "
       "run.steps?"},
      {"batches = 10", "batches = 10\nbatches = 11",
       "f.toml:18:1: batches is there twice (the first is in line 17) keep one of the two"},
      {"[measure.flux]\nx = \"all\"\nevery = 10", "measure = 3",
       "f.toml:1:1: measure: nothing is measured (a run without a measurement shows nothing) add a section "
       "such as [measure.flux] with x = \"all\" and every = 10\n"
       "f.toml:18:1: run.measure: unknown key (run has steps, batches, per_batch, seed, threads and kernel) "
       "did you "
       "mean measure?"},
      {"", "[measure.first_passage]\nevery = 1\ntargets = [{ axes = \"x\", layer = 2 }]\n",
       "f.toml:23:14: measure.first_passage.targets.axes: unknown key (measure.first_passage.targets has "
       "axis, layer, at, from, to and return) did you mean measure.first_passage.targets.axis?"},
      {"", "[runn]\nsteps = 3\n",
       "f.toml:21:2: runn: unknown key (the file has title, question, lattice, hop, faces, medium, turnover, "
       "source, population, run, measure and analysis) did you mean run?"},
      {"", "\"a\\\nb\" = 3\n",
       "f.toml:21:3: \"\\\" is no escape of TOML (in double quotes a backslash begins an escape) write \\\\, "
       "or put "
       "the text in single quotes"},
      {"", "x = \n",
       "f.toml:21:3: there is no value after the = (a line is key = value) write a value, or remove the line "
       "for the "
       "default"},
      {"", "\"lattice.kind\" = 3\n",
       "f.toml:21:1: measure.flux.lattice.kind: unknown key (measure.flux has x, y, z, every, at, net, "
       "residence and turnover)"},
      {R"(y = "reflecting")", R"(y = { kind = "mirror", absorbtion = 0.5 })",
       "f.toml:10:24: faces.y.absorbtion: unknown key (faces.y has kind, absorption, concentration, bath, "
       "wall and potential) did you mean "
       "faces.y.absorption?"},
  });
}
