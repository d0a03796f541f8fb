#include <doctest/doctest.h>

#include "input/rows.hpp"

TEST_CASE("complaints about reservoirs") {
  sample::check({
      {"y = \"reflecting\"",
       "x = [\"periodic\", { kind = \"reservoir\", concentration = 5 }]\ny = \"reflecting\"",
       "f.toml:10:5: faces.x: is periodic on one side only (a walker that leaves through one face comes in "
       "through the other) make both faces periodic, or none"},
      {"y = \"reflecting\"", "x = \"reservoir\"\ny = \"reflecting\"",
       "f.toml:10:5: faces.x: concentration is missing (that many walkers stand at each ghost site beyond a "
       "reservoir face) write { kind = \"reservoir\", concentration = 1000 }"},
      {"y = \"reflecting\"", "y = { kind = \"reservoir\", concentration = -5 }",
       "f.toml:10:43: faces.y.concentration: -5 is out of range (a ghost site holds from 0 to 1e18 walkers)"},
      {"y = \"reflecting\"", "y = { kind = \"reservoir\", concentration = 12.5, bath = \"fixed\" }",
       "f.toml:10:43: faces.y.concentration: 12.5 is not a whole number (a fixed bath is a number of "
       "walkers) write 13, or bath = \"poisson\""},
      {"y = \"reflecting\"", "y = { kind = \"reservoir\", concentration = 5, bath = \"fixed\" }",
       "f.toml:10:43: faces.y.concentration: 10 batches need at least 10 walkers at each ghost site (there "
       "are "
       "5; errors come from the scatter of batches, and some would have none) use a larger concentration, "
       "bath "
       "= \"poisson\", run.per_batch = true, or run.batches = 5"},
      {"y = \"reflecting\"",
       "y = { kind = \"reservoir\", concentration = 50, bath = \"fix\", wall = \"gost\", potential = inf }",
       "f.toml:10:54: faces.y.bath: unknown word \"fix\" (it must be one of poisson and "
       "fixed)\nf.toml:10:68: faces.y.wall: unknown word \"gost\" (it must be one of ghost and half-cell) "
       "did you mean \"ghost\"?\nf.toml:10:88: faces.y.potential: inf is not allowed (it must be a finite "
       "number)"},
      {"y = \"reflecting\"", "y = { kind = \"absorbing\", concentration = 50 }",
       "f.toml:10:43: faces.y.concentration: has no meaning here (an absorbing face has no concentration) "
       "use kind = \"reservoir\", or leave it out"},
      {"y = \"reflecting\"", "y = { kind = \"reservoir\", absorption = 0.5, concentration = 50 }",
       "f.toml:10:40: faces.y.absorption: has no meaning here (a reservoir face has no absorption) use kind "
       "= \"partial\", or leave it out"},
      {"y = \"reflecting\"",
       "x = { kind = \"reservoir\", concentration = 50, wall = \"half-cell\" }\ny = \"reflecting\"",
       "f.toml:10:5: faces.x: walkers would hop away from site [19, 1] with a probability above 1 (attempts "
       "across a half-cell wall are twice as likely, and all from a site must not exceed 1 (3 p <= 1 on a "
       "chain)) use a larger hop.stay, or wall = \"ghost\""},
      {"y = \"reflecting\"", "y = { kind = \"reservoir\", concentration = 50, potential = 1e7 }",
       "f.toml:10:59: faces.y.potential: 10000000 is out of range (a potential is from -1e6 to 1e6 kT)"},
  });
}

TEST_CASE("complaints about media") {
  sample::check({
      {"", "[medium]\nacceptance = \"metropolitan\"\n",
       "f.toml:22:14: medium.acceptance: unknown word \"metropolitan\" (it must be one of metropolis, "
       "glauber and exponential) did you mean \"metropolis\"?"},
      {"",
       "[medium]\nacceptance = \"exponential\"\n[[medium.potential]]\nkind = \"step\"\naxis = \"x\"\nat = "
       "10\nheight = -3\n",
       "f.toml:22:14: medium.acceptance: walkers would hop away from site [0, 0] with a probability above 1 "
       "(exponential acceptance e^(-dU/2) is above 1 where the potential falls) use a larger hop.stay, a "
       "flatter potential, or acceptance = \"metropolis\""},
      {"", "[[medium.region]]\nfrom = [1, 2]\nto = [3, 4]\n",
       "f.toml:21:1: medium.region: says nothing about its sites (none of hop, mobility, obstacle and "
       "potential is given) add hop = 0.5, mobility = 0.5, obstacle = true or potential = 1.5"},
      {"", "[[medium.region]]\nfrom = [1, 2]\nhop = 0.5\n",
       "f.toml:21:1: medium.region.to: is missing (it is required) such as: to = [60, 60]"},
      {"", "[[medium.region]]\nfrom = [1, 2]\nto = [0, 40]\nhop = 1.5\nobstacle = 1\npotential = \"1 eV\"\n",
       "f.toml:23:10: medium.region.to: 40 is out of range (the layers along y are 0 to 9)\nf.toml:24:7: "
       "medium.region.hop: 1.5 is out of range (a probability is from 0 to 1)\nf.toml:25:12: "
       "medium.region.obstacle: must be true or false (it is a whole number) such as: obstacle = "
       "true\nf.toml:26:13: medium.region.potential: must be a number (it is a text) such as: potential = "
       "1.5"},
      {"", "[[medium.region]]\nfrom = [5, 2]\nto = [4, 3]\nhop = 0.5\n",
       "f.toml:23:6: medium.region.to: 4 along x comes before 5 (a box goes from its first site to its "
       "last)"},
      {"", "[[medium.region]]\nfrom = [10, 0]\nto = [10, 9]\nobstacle = true\n",
       "f.toml:11:1: population: starts only where obstacles are (no walker can be there) let it start "
       "elsewhere, or move the obstacles"},
      {"", "[[medium.potential]]\nkind = \"stp\"\n",
       "f.toml:22:8: medium.potential.kind: unknown word \"stp\" (it must be one of step, ramp, harmonic, "
       "gaussian and table) did you mean \"step\"?"},
      {"", "[[medium.potential]]\nkind = \"step\"\naxis = \"z\"\nat = 20\nheight = 1\nwidth = 3\n",
       "f.toml:23:8: medium.potential.axis: there is no axis \"z\" (the square lattice has axes x and "
       "y)\nf.toml:26:9: medium.potential.width: has no meaning here (kind \"step\" has axis, at and "
       "height)"},
      {"", "[[medium.potential]]\nkind = \"step\"\naxis = \"x\"\nat = 20\n",
       "f.toml:21:1: medium.potential.height: is missing (it is required) such as: height = "
       "2.0\nf.toml:24:6: medium.potential.at: 20 is out of range (the layers along x are 0 to 19)"},
      {"", "[[medium.potential]]\nkind = \"ramp\"\naxis = \"x\"\nfrom = 5\nto = 5\nheight = 1\n",
       "f.toml:25:6: medium.potential.to: 5 does not come after 5 (a ramp rises from its first to its last "
       "place) exchange from and to, or use kind = \"step\""},
      {"",
       "[[medium.potential]]\nkind = \"gaussian\"\naxis = \"x\"\ncenter = \"5 ps\"\nwidth = 0\nheight = 1\n",
       "f.toml:24:10: medium.potential.center: \"5 ps\" is not a length (\"ps\" has another "
       "dimension)\nf.toml:25:9: medium.potential.width: 0 is not positive (a width is a standard "
       "deviation)"},
      {"", "[[medium.potential]]\nkind = \"harmonic\"\naxis = \"x\"\ncenter = 5\n",
       "f.toml:21:1: medium.potential.stiffness: is missing (it is required) such as: stiffness = 0.01"},
      {"", "[[medium.potential]]\nkind = \"table\"\naxis = \"y\"\nvalues = [1, 2]\n",
       "f.toml:24:10: medium.potential.values: has 2 numbers (one number for each of the 10 layers along y "
       "is needed)"},
      {"", "[[medium.potential]]\nkind = \"table\"\naxis = \"y\"\n",
       "f.toml:21:1: medium.potential: has no numbers (neither file nor values is given) add file = "
       "\"table.csv\", or values = [...] with one number a layer"},
      {"", "[[medium.potential]]\nkind = \"table\"\naxis = \"y\"\nfile = \"a.csv\"\nvalues = [1]\n",
       "f.toml:25:10: medium.potential.values: cannot stand beside file (the numbers are given twice) keep "
       "one of the two"},
      {"",
       "[[medium.potential]]\nkind = \"table\"\naxis = \"y\"\ndataset = \"u\"\nvalues = [1, 2, 3, 4, 5, 6, "
       "7, 8, 9, nan]\n",
       "f.toml:24:11: medium.potential.dataset: has no meaning here (only an HDF5 file has "
       "datasets)\nf.toml:25:38: medium.potential.values: nan is not allowed (it must be a finite number)"},
      {"", "[[medium.potential]]\nkind = \"table\"\nvalues = [1, 2]\n",
       "f.toml:23:10: medium.potential.values: needs an axis (a list has one number a layer) add axis = "
       "\"x\", or use file"},
      {"", "[[medium.potential]]\nkind = \"table\"\nfile = \"none.csv\"\n",
       "f.toml:23:8: medium.potential.file: none.csv: cannot be read (there is no such file) a table is a "
       "text of numbers, or a dataset of an HDF5 file; its name is relative to the folder of the experiment "
       "file"},
      {"", "[medium]\nhop_table = 3\nobstacle_table = { dataset = \"u\" }\n",
       "f.toml:22:13: medium.hop_table: must be the name of a file (it holds one number per site) such as "
       "\"pores.csv\" or { file = \"pores.h5\", dataset = \"solid\" }\nf.toml:23:18: "
       "medium.obstacle_table.file: is missing (it is required) such as: obstacle_table = { file = "
       "\"pores.h5\", dataset = \"solid\" }"},
      {"", "[[medium.membrane]]\naxis = \"x\"\nplane = 21\n",
       "f.toml:21:1: medium.membrane.transmission: is missing (it is required) such as: transmission = "
       "0.1\nf.toml:23:9: medium.membrane.plane: 21 is out of range (the planes across x are 0 to 20)"},
      {"", "[[medium.membrane]]\nplane = 3\ntransmission = 2\n",
       "f.toml:21:1: medium.membrane.axis: is missing (it is required) such as: axis = \"x\"\nf.toml:23:16: "
       "medium.membrane.transmission: 2 is out of range (a probability is from 0 to 1)"},
      {"",
       "[[medium.membrane]]\naxis = \"y\"\nplane = \"3 nm\"\ntransmission = 0.5\nfrom = [0, 0]\nto = [25, "
       "0]\n",
       "f.toml:23:9: medium.membrane.plane: must be a whole number (it is a text) such as: plane = "
       "50\nf.toml:26:7: medium.membrane.to: 25 is out of range (the layers along x are 0 to 19)"},
      {"", "[medium]\nregion = 3\n",
       "f.toml:22:10: medium.region: must be a list (it is a whole number) such as: [[medium.region]]"},
  });
}

TEST_CASE("complaints about turnover and sources") {
  sample::check({
      {"", "[turnover]\ndecay = 1.5\nreproduction = -1\n",
       "f.toml:22:9: turnover.decay: 1.5 is out of range (a probability is from 0 to 1)\nf.toml:23:16: "
       "turnover.reproduction: -1 is out of range (a probability is from 0 to 1)"},
      {"", "[[source]]\nkind = \"points\"\nrate = 1\n",
       "f.toml:22:8: source.kind: unknown word \"points\" (it must be one of uniform, point, box, plane and "
       "table) did you mean \"point\"?"},
      {"", "[[source]]\nkind = \"point\"\nat = [1, 2]\n",
       "f.toml:21:1: source.rate: is missing (it is required) such as: rate = 20.0"},
      {"", "[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 0\n",
       "f.toml:24:8: source.rate: 0 is no rate (a source brings walkers) leave the source out"},
      {"", "[[source]]\nkind = \"point\"\nat = [1, 20]\nrate = -1\nlayer = 3\n",
       "f.toml:23:10: source.at: 20 is out of range (the layers along y are 0 to 9)\nf.toml:24:8: "
       "source.rate: -1 is out of range (a rate is from 0 to 1e18 walkers per step and site)\nf.toml:25:9: "
       "source.layer: has no meaning here (kind \"point\" has rate and at)"},
      {"", "[[source]]\nkind = \"uniform\"\nrate = \"5 ps\"\n",
       "f.toml:23:8: source.rate: must be a number (it is a text) such as: rate = 20.0"},
      {"", "[[source]]\nkind = \"table\"\naxis = \"y\"\nrate = 3\nvalues = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n",
       "f.toml:21:1: source: all rates are 0 (a source brings walkers) leave the source out\nf.toml:24:8: "
       "source.rate: has no meaning here (kind \"table\" has axis, file, dataset and values)"},
      {"", "[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 3\nstart = 50\nstop = 50\n",
       "f.toml:26:8: source.stop: it would stop at 50 and start at 50 (walkers appear in the steps from "
       "start to stop) let it start earlier or stop later"},
      {"", "[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 3\nstart = 100\n",
       "f.toml:25:9: source.start: it would stop at 100 and start at 100 (walkers appear in the steps from "
       "start to stop) let it start earlier or stop later"},
      {"", "[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 3\nstop = \"202 ps\"\n",
       "f.toml:25:8: source.stop: 101 is out of range (the times are within 0 to 100)"},
      {"",
       "[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 3\n[[medium.region]]\nfrom = [1, 1]\nto = [2, "
       "2]\nobstacle = true\n",
       "f.toml:21:1: source: brings walkers only where obstacles are (no walker can be there) let it bring "
       "them "
       "elsewhere, or move the obstacles"},
      {"",
       "[[source]]\nkind = \"box\"\nfrom = [1, 1]\nto = [1, 2]\nrate = 3\n[[medium.region]]\nfrom = [1, "
       "1]\nto = [2, "
       "2]\nobstacle = true\n",
       "f.toml:21:1: source: brings walkers only where obstacles are (no walker can be there) let it bring "
       "them "
       "elsewhere, or move the obstacles"},
      {"",
       "[[source]]\nkind = \"table\"\naxis = \"x\"\nvalues = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "
       "0, 0, 0, 0, 0]\n[[medium.region]]\nfrom = [1, 1]\nto = [2, "
       "2]\nobstacle = true\n",
       "f.toml:21:1: source: walkers would appear at site [2, 1], an obstacle (no walker can be there) let "
       "the "
       "table have the rate 0 there"},
      {"[lattice]", "source = 3\n[lattice]",
       "f.toml:1:10: source: must be a list (it is a whole number) such as: [[source]]"},
  });
}

TEST_CASE("complaints about what kernels and counts cannot do") {
  sample::check({
      {"batches = 10",
       "batches = 10\nkernel = \"walkers\"\n[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 3\n",
       "f.toml:18:10: run.kernel: the walkers kernel follows the walkers that it starts with (here walkers "
       "enter, appear, vanish or are born) kernel = \"auto\" or \"occupation\""},
      {"batches = 10", "batches = 10\nkernel = \"reference\"\n[turnover]\ndecay = 0.1\n",
       "f.toml:18:10: run.kernel: the reference kernel follows the walkers that it starts with (here walkers "
       "enter, appear, vanish or are born) kernel = \"auto\" or \"occupation\""},
      {"",
       "[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 3\n[measure.moments]\nevery = "
       "5\n[measure.first_passage]\nevery = 5\ntargets = [{ axis = \"x\", layer = 3 }]\n",
       "f.toml:25:1: measure.moments: the occupation kernel cannot follow walkers (measure.moments and "
       "measure.first_passage must follow each walker, and only this kernel simulates walkers "
       "that enter, appear, vanish or are born) leave these measurements out"},
      {"batches = 10", "batches = 10\nkernel = \"occupation\"\n[measure.moments]\nevery = 5",
       "f.toml:19:1: measure.moments: the occupation kernel cannot follow walkers (measure.moments "
       "must follow each walker) kernel = \"auto\", or leave these measurements out"},
      {"", "[[source]]\nkind = \"point\"\nat = [1, 2]\nrate = 1e16\n",
       "f.toml:16:9: run.steps: 1e+18 walkers times 100 steps are too many (this many are possible, with "
       "those "
       "that come in, appear and are born; counts go up to 2^62 = 4.6e18) use fewer walkers or steps"},
      {"", "[turnover]\nreproduction = 0.5\n",
       "f.toml:16:9: run.steps: 4.066e+20 walkers times 100 steps are too many (this many are possible, with "
       "those that come in, appear and are born; counts go up to 2^62 = 4.6e18) use fewer walkers or steps"},
  });
}

TEST_CASE("what is suggested for media, reservoirs and sources is accepted") {
  const std::string half_cell = "x = { kind = \"reservoir\", concentration = 50, wall = \"half-cell\" }\n";
  const std::string x = "x = [0.2, 0.3]", y = "y = \"reflecting\"";
  const auto with = [&](const std::string& hop, const std::string& wall) {
    std::string text = sample::with(y, half_cell + y);
    text.replace(text.find(x), x.size(), hop);
    return sample::complaints_about(text.replace(text.find("half-cell"), 9, wall));
  };
  CHECK(with(x, "ghost") == "");
  CHECK(with("x = [0.1, 0.1]", "half-cell") == "");
  const auto step = [](const std::string& acceptance, const std::string& height) {
    return sample::complaints_about(sample::and_also(
        "[medium]\nacceptance = \"" + acceptance +
        "\"\n[[medium.potential]]\nkind = \"step\"\naxis = \"x\"\nat = 10\nheight = " + height));
  };
  CHECK(step("exponential", "0.1") == "");  // 0.3 e^-0.05 + 0.2 forwards and backwards, 0.2 e^0.05 less
  CHECK(step("exponential", "-700").find("a probability above 1") != std::string::npos);
  CHECK(step("exponential", "-1e6").find("a probability above 1") != std::string::npos);  // e^500000
  CHECK(step("metropolis", "-1e6") == "");
  CHECK(step("glauber", "1e6") == "");
}

TEST_CASE("a half-cell wall needs 3 p <= 1 on a chain, and not a bit more") {
  const auto complaints = [](const std::string& p) {
    return sample::complaints_about(
        "[lattice]\nkind = \"chain\"\nshape = 5\n[hop]\nx = [" + p + ", " + p +
        "]\n[faces]\nx = { kind = \"reservoir\", concentration = 5, wall = \"half-cell\" }\n[run]\nsteps = "
        "5\n[measure.profile]\nevery = 1\n");
  };
  CHECK(complaints("0.3333333333333333") == "");
  CHECK(complaints("0.33334").find("faces.x: walkers would hop away from site [0] with") !=
        std::string::npos);
}

TEST_CASE("faults of the place do not hide others, nor make a right part of it look wrong") {
  // The hops are only judged when they are correct; obstacles are always judged.
  const std::string told = sample::complaints_about(
      sample::with("x = [0.2, 0.3]", "x = [0.2, 1.3]") +
      "[medium]\nacceptance = \"exponential\"\n[[medium.region]]\nfrom = [10, 5]\nto = [10, 5]\nobstacle = "
      "true\n[[medium.region]]\npotential = 3\n");
  CHECK(told.find("f.toml:7:11: hop.x: 1.3 is out of range") != std::string::npos);
  CHECK(told.find("f.toml:11:1: population: starts only where obstacles are") != std::string::npos);
  CHECK(told.find("probability above 1") == std::string::npos);
}
