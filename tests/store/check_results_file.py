"""Reads results files as a user would, with h5py, xarray (both engines), netCDF4 and h5dump, and holds
docs/results-file.md to what is in them.

check_results_file.py WRITER DOCS PROGRAM EXPERIMENT README: WRITER is the program write_sample_results, PROGRAM is
fluxwalk, and EXPERIMENT one that measures everything.
"""

import contextlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import netCDF4
import numpy
import xarray

WRITER, DOCS, PROGRAM, EXPERIMENT, README = sys.argv[1:6]
ENGINES = ["h5netcdf", "netcdf4"]
ATTRIBUTES = {
    "experiment": ["name", "seed", "num_batches", "kernel"],
    "provenance": ["created", "version", "revision", "compiler", "build_type", "cpu", "host_os", "kernel",
                   "random_contract", "threads", "wall_seconds", "integrity", "random_use"],
}
FILES = ["1d", "2d", "3d", "lattice_units", "net", "fed", "no_batch", "large"]


def dimensions_of(dataset):
    """Names of the dimensions, by the scales attached to them."""
    if h5py.h5ds.is_scale(dataset.id):
        return [dataset.name.split("/")[-1]]
    return [dimension[0].name.split("/")[-1] for dimension in dataset.dims]


def datasets_in(group):
    """Every dataset below a group, by its path."""
    found = {}
    group.visititems(lambda name, item: found.__setitem__(name, item) if isinstance(item, h5py.Dataset) else None)
    return found


def decoded(dataset):
    """The values that the CF conventions make of those stored."""
    stored = dataset.asstr()[...] if dataset.dtype.kind == "O" else dataset[...]
    attributes = dataset.attrs
    if not {"_FillValue", "scale_factor", "add_offset"} & set(attributes):
        return stored
    values = numpy.where(stored == attributes.get("_FillValue"), numpy.nan, stored.astype(float))
    return values * attributes.get("scale_factor", 1) + attributes.get("add_offset", 0)


def setUpModule():
    global folder
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fluxwalk-store-"))
    unittest.addModuleCleanup(shutil.rmtree, folder)
    subprocess.run([WRITER, folder], check=True)
    ran = subprocess.run([PROGRAM, "run", "--quiet", EXPERIMENT, "-o", folder / "real.h5"])
    if ran.returncode not in (0, 1, 5):  # the three verdicts
        raise RuntimeError(f"fluxwalk run ended with {ran.returncode}")


class ResultsFile(unittest.TestCase):
    def test_every_dataset_has_units_long_name_and_named_dimensions(self):
        for name in FILES:
            with h5py.File(folder / f"{name}.h5") as file:
                for path, dataset in datasets_in(file).items():
                    with self.subTest(file=name, dataset=path):
                        self.assertTrue(dataset.attrs["units"])
                        self.assertTrue(dataset.attrs["long_name"])
                        self.assertEqual(len(dimensions_of(dataset)), dataset.ndim)

    def test_tallies_in_xarray_are_those_in_h5py(self):
        for name in FILES:
            for engine in ENGINES:
                with h5py.File(folder / f"{name}.h5") as file, xarray.open_dataset(
                    folder / f"{name}.h5", group="tallies", engine=engine
                ) as opened:
                    group = file["tallies"]
                    self.assertEqual(set(opened.variables), set(group))
                    for key, dataset in group.items():
                        with self.subTest(file=name, engine=engine, dataset=key):
                            values = decoded(dataset)
                            variable = opened[key]
                            self.assertEqual(list(variable.dims), dimensions_of(dataset))
                            self.assertEqual(variable.dtype.kind, values.dtype.kind)
                            self.assertTrue(
                                numpy.array_equal(variable.values, values, equal_nan=values.dtype.kind == "f"))
                            self.assertEqual(variable.attrs["units"], dataset.attrs["units"])
                            self.assertEqual(variable.attrs["long_name"], dataset.attrs["long_name"])
                            for dimension in variable.dims:
                                self.assertIn(dimension, opened.indexes)

    def test_coordinates_are_where_and_when_they_say(self):
        for engine in ENGINES:
            with xarray.open_dataset(folder / "2d.h5", group="tallies", engine=engine) as opened:
                self.assertEqual(opened.hop.values.tolist(), ["-x", "-y", "+x", "+y", "stay"])
                self.assertEqual(opened.face.values.tolist(), ["x_low", "x_high", "y_low", "y_high"])
                self.assertEqual(opened.axis_pair.values.tolist(), ["xx", "xy", "yy"])
                self.assertEqual(opened.target.values.tolist(), ["x=3", "y=1"])
                self.assertEqual(opened.plane_x.values.tolist(), [-0.25, 0.75, 2.25])
                self.assertEqual(opened.layer_y.values.tolist(), [0.0, 0.5, 1.0, 1.5, 2.0, 2.5])
                self.assertEqual(opened.profile_time.values.tolist(), [0.0, 1.0, 2.0])
                self.assertEqual(opened.flux_bin.values.tolist(), [0.0, 0.5, 0.75])
                self.assertEqual(opened.flux_bin.attrs["bounds"], "flux_bin_bounds")
                self.assertEqual(opened.flux_bin_bounds.values.tolist(), [[0.0, 0.5], [0.5, 0.75], [0.75, 2.0]])
                self.assertEqual(opened.flux_bin_bounds_steps.values.tolist(), [[0, 2], [2, 3], [3, 8]])
                self.assertEqual(opened.crossings_forward_x.coords["flux_bin_steps"].values.tolist(), [0, 2, 3])
                self.assertEqual(opened.crossings_forward_x.coords["plane_x_number"].values.tolist(), [0, 2, 5])
                self.assertEqual(opened.started.sel(batch=4), 1_000_004)
                self.assertEqual(opened.histogram.values.ravel().tolist(), list(range(1, 61)))
            with xarray.open_dataset(folder / "lattice_units.h5", group="tallies", engine=engine) as opened:
                self.assertEqual(opened.batch.values.tolist(), [1, 4])
                self.assertEqual(opened.plane_x.values.tolist(), [-0.5, 1.5, 4.5])
                self.assertEqual(opened.plane_x.attrs["units"], "1")
                self.assertEqual(opened.profile_time.values.tolist(), [0.0, 4.0, 8.0])

    def test_scaled_values_are_decoded(self):
        with h5py.File(folder / "scaled.h5") as file:
            energy = file["tallies/energy"]
            self.assertEqual(energy[...].tolist(), [4, 9, -7])
            for name, value, kind in [("scale_factor", 0.25, "f"), ("add_offset", -2, "f"), ("_FillValue", 9, "i")]:
                self.assertEqual((energy.attrs[name], energy.attrs[name].dtype.kind), (value, kind))
        for engine in ENGINES:
            with xarray.open_dataset(folder / "scaled.h5", group="tallies", engine=engine) as opened:
                self.assertTrue(numpy.array_equal(opened.energy.values, [-1, numpy.nan, -3.75], equal_nan=True))
                self.assertEqual(opened.energy.attrs["units"], "meV")
        with netCDF4.Dataset(folder / "scaled.h5") as opened:
            energy = opened["tallies/energy"][:]
            self.assertEqual(energy.tolist(), [-1, None, -3.75])

    def test_times_in_seconds_stay_numbers(self):
        for engine in ENGINES:
            with xarray.open_dataset(folder / "large.h5", group="tallies", engine=engine) as opened:
                self.assertEqual(opened.profile_time.dtype, numpy.float64)
                self.assertEqual(opened.profile_time.attrs["units"], "s")

    def test_the_other_groups_open_in_xarray(self):
        for engine in ENGINES:
            with xarray.open_dataset(folder / "2d.h5", group="analysis/estimates", engine=engine) as opened:
                self.assertEqual(opened.symbol.values.tolist(), ["D_xx", "ℓ²/τ", "two\nlines"])
                self.assertEqual(opened.name.values.tolist(), ["diffusivity_x", "entropy", ""])
                self.assertEqual(opened.value.attrs["units"], "nm2 ps-1")
                self.assertTrue(numpy.array_equal(opened.value.values, [0.25, numpy.nan, -1e-300], equal_nan=True))
            with xarray.open_dataset(folder / "2d.h5", group="analysis/verdicts", engine=engine) as opened:
                self.assertEqual(opened.sizes["row"], 0)
            with xarray.open_dataset(folder / "2d.h5", group="experiment", engine=engine) as opened:
                self.assertEqual(int(opened.attrs["seed"]), 2**64 - 1)
                self.assertTrue(str(opened.text.values).startswith('title = "A sample with a ℓ'))
            with xarray.open_dataset(folder / "2d.h5", group="provenance", engine=engine) as opened:
                self.assertEqual(opened.attrs["kernel"], "reference")
            with xarray.open_dataset(folder / "2d.h5", engine=engine) as opened:
                self.assertEqual(opened.attrs["filetype"], "fluxwalk results")

    def test_netcdf_finds_no_anonymous_dimension(self):
        with netCDF4.Dataset(folder / "3d.h5") as opened:
            tallies = opened["tallies"]
            self.assertEqual(set(tallies.dimensions), {name for name in tallies.variables if name in tallies.dimensions})
            self.assertEqual(tallies["histogram"].dimensions, ("histogram_time", "x", "y", "z"))

    def test_large_tables_are_compressed_with_checksums_and_small_ones_are_not(self):
        with h5py.File(folder / "large.h5") as file:
            large, small = file["tallies/histogram"], file["tallies/started"]
            self.assertEqual((large.compression, large.shuffle, large.fletcher32), ("gzip", True, True))
            self.assertLess(large.id.get_storage_size(), large.nbytes / 4)
            self.assertIsNone(small.chunks)


    def test_every_dataset_has_the_hash_that_the_manual_describes(self):
        def fnv1a(data):
            result = 0xCBF29CE484222325
            for byte in data:
                result = (result ^ byte) * 0x100000001B3 % 2**64
            return result

        def bytes_of(value):
            if isinstance(value, (str, bytes)):
                return (value.encode() if isinstance(value, str) else value) + b"\0"
            return numpy.asarray(value).astype(f"<{numpy.asarray(value).dtype.str[1:]}").tobytes()

        for name in ["2d", "fed"]:
            with h5py.File(folder / f"{name}.h5") as file:
                for path, dataset in datasets_in(file).items():
                    data = path.split("/")[-1].encode() + b"\0" + numpy.array(dataset.shape, "<u8").tobytes()
                    data += b"".join(bytes_of(value) for value in numpy.asarray(dataset[()]).ravel())
                    with self.subTest(file=name, dataset=path):
                        self.assertEqual(dataset.attrs["fnv1a"], fnv1a(data))
                for group in ["experiment", "provenance"]:
                    attributes = [(key, file[group].attrs[key]) for key in ATTRIBUTES[group]]
                    self.assertEqual(set(ATTRIBUTES[group]) | {"fnv1a"}, set(file[group].attrs))
                    data = b"".join(bytes_of(key) + bytes_of(value) for key, value in attributes)
                    self.assertEqual(file[group].attrs["fnv1a"], fnv1a(data))

    def test_the_spacing_and_the_step_are_those_of_the_experiment(self):
        for engine in ENGINES:
            for group in ["/", "tallies"]:
                for name, told in [("2d", [0.5, "nm", 0.25, "ps"]), ("lattice_units", [1, "1", 1, "1"]),
                                   ("large", [0.5, "nm", 0.25, "s"])]:
                    with xarray.open_dataset(folder / f"{name}.h5", group=group, engine=engine) as opened:
                        names = ["lattice_spacing", "lattice_spacing_units", "time_step", "time_step_units"]
                        self.assertEqual([opened.attrs[key] for key in names], told)


DROP = """
[lattice]
kind = "square"
shape = [64, 64]
spacing = "3 nm"
step = "2 ps"
[[population]]
kind = "point"
walkers = 20_000
at = [32, 32]
[run]
steps = 100
[measure.moments]
every = 50
"""


class Readme(unittest.TestCase):
    def test_the_example_gives_physical_units_where_the_spacing_is_not_1(self):
        text = pathlib.Path(README).read_text(encoding="utf-8")
        examples = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
        self.assertEqual(len(examples), 1)
        (folder / "drop.toml").write_text(DROP)
        ran = subprocess.run([PROGRAM, "run", "-q", "drop.toml", "-o", "drop.h5"], cwd=folder)
        self.assertIn(ran.returncode, (0, 5))
        before = os.getcwd()
        os.chdir(folder)
        try:
            names = {}
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(examples[0], names)
            names["tallies"].close()
        finally:
            os.chdir(before)
        # An unbiased walk of t hops has <r²> = t ℓ², here 9 nm² per hop; 20000 walkers give 1 %.
        msd = names["msd"].sel(axis_pair=["xx", "yy"]).sum("axis_pair")
        self.assertEqual(msd.moment_time.values.tolist(), [0, 100, 200])
        self.assertEqual(msd.values[0], 0)
        self.assertLess(abs(msd.values[1] / (9 * 50) - 1), 0.05)
        self.assertIn("moment_time", printed.getvalue())
        with h5py.File(folder / "drop.h5") as file:
            counted = file["tallies/displacement_product"][...].sum(axis=0)[:, [0, 2]].sum(axis=1)
            self.assertTrue(numpy.allclose(msd.values, counted * 9 / 20_000, rtol=1e-12, atol=0))


class Extent(unittest.TestCase):
    def test_its_ends_are_the_coordinates_of_the_layers_that_hold_walkers(self):
        (folder / "extent.toml").write_text(DROP + "[measure.profile]\nevery = 50\n[measure.extent]\nevery = 50\n")
        ran = subprocess.run([PROGRAM, "run", "-q", "extent.toml", "-o", "extent.h5"], cwd=folder)
        self.assertIn(ran.returncode, (0, 5))
        with h5py.File(folder / "extent.h5") as file:
            self.assertEqual(file["tallies/extent_high_x"].attrs["scale_factor"], 3)
            self.assertNotIn("add_offset", file["tallies/extent_high_x"].attrs)
            self.assertTrue((file["tallies/extent_high_x"][:, 0] == 32).all())
        for engine in ENGINES:
            with xarray.open_dataset(folder / "extent.h5", group="tallies", engine=engine) as opened:
                for axis in ["x", "y"]:
                    held = opened[f"layer_{axis}"].where(opened[f"profile_{axis}"] > 0)
                    low, high = opened[f"extent_low_{axis}"], opened[f"extent_high_{axis}"]
                    self.assertEqual(low.attrs["units"], "nm")
                    self.assertEqual(low.values.tolist(), held.min(f"layer_{axis}").values.tolist())
                    self.assertEqual(high.values.tolist(), held.max(f"layer_{axis}").values.tolist())


class Notes(unittest.TestCase):
    """What a user adds with h5py, as the manual allows."""

    def program(self, *arguments, code=(0, 5)):
        ran = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True)
        self.assertIn(ran.returncode, code, ran.stderr)
        return ran.stderr

    def add(self):
        with xarray.open_dataset(folder / "notes.h5", group="tallies", engine="h5netcdf") as opened:
            shifted = (opened.displacement.sum("batch") * 1.0).rename("shifted").reset_coords(drop=True).load()
        with h5py.File(folder / "notes.h5", "a") as file:
            file.attrs["note"] = "mine"
            file["tallies/displacement"].attrs["comment"] = ["ℓ", "τ"]
            file.create_group("my_notes", track_order=True)["fit"] = [1.0, 2.0]
            file["my_notes/there"] = h5py.SoftLink("/tallies")
        shifted.to_netcdf(folder / "notes.h5", mode="a", group="more", engine="netcdf4")

    def check(self):
        with h5py.File(folder / "notes.h5") as file:
            self.assertEqual(file.attrs["note"], "mine")
            self.assertEqual(file["tallies/displacement"].attrs["comment"].tolist(), ["ℓ", "τ"])
            self.assertEqual(file["my_notes/fit"][...].tolist(), [1.0, 2.0])
            self.assertIn("displacement", file["my_notes/there"])
        for engine in ENGINES:
            with xarray.open_dataset(folder / "notes.h5", group="more", engine=engine) as opened:
                self.assertEqual(opened.shifted.dims, ("moment_time", "axis"))
                self.assertEqual(opened.axis.values.tolist(), ["x", "y"])

    def test_notes_stay_and_the_file_remembers_that_it_was_edited(self):
        notice = "not checked as a whole: notes.h5 was edited by another program"
        (folder / "notes.toml").write_text(DROP)
        self.program("run", "-q", "notes.toml", "-o", "notes.h5")
        self.assertEqual(self.program("info", "notes.h5"), "")
        self.add()
        self.check()
        self.assertIn(notice, self.program("info", "notes.h5"))
        self.program("analyze", "-q", "notes.h5")
        self.check()
        self.assertIn(notice, self.program("info", "notes.h5"))
        self.program("run", "-q", "notes.toml", "-o", "notes.h5", "--resume")
        self.check()
        self.assertIn(notice, self.program("info", "notes.h5"))
        self.program("run", "-q", "notes.toml", "-o", "notes.h5", "--force")
        self.assertEqual(self.program("info", "notes.h5"), "")
        with h5py.File(folder / "notes.h5") as file:
            self.assertNotIn("my_notes", file)

    def test_a_file_that_a_crashed_notebook_left_open_is_read(self):
        (folder / "left.toml").write_text(DROP)
        self.program("run", "-q", "left.toml", "-o", "left.h5")
        before = (folder / "left.h5").read_bytes()
        child = "import h5py, os; f = h5py.File('left.h5', 'r+'); f['tallies/started'][()]; os._exit(9)"
        subprocess.run([sys.executable, "-c", child], cwd=folder)
        self.assertNotEqual((folder / "left.h5").read_bytes(), before)
        for arguments in [["info"], ["analyze", "--dry-run", "-q"], ["analyze", "-q"]]:
            self.assertEqual(self.program(*arguments, "left.h5"), "")


class Manual(unittest.TestCase):
    """docs/results-file.md, its tables and its examples."""

    def setUp(self):
        self.text = pathlib.Path(DOCS).read_text(encoding="utf-8")
        self.sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", self.text, re.M | re.S))

    def rows(self, section, kind):
        """The rows of the tables whose first column is called `kind`: first cell -> the others."""
        found = {}
        for table in re.findall(rf"^\| {kind} \|.*\n\|[-|]+\n((?:\|.*\n)+)", self.sections[section], re.M):
            for row in table.splitlines():
                name, *cells = [cell.strip() for cell in row.strip("|").split(" | ")]
                found[name.strip("` ")] = [cell.strip(" |") for cell in cells]
        return found

    def test_every_dataset_has_its_line_with_its_shape_and_units_and_no_other_has(self):
        def general(name):
            return re.sub(r"^[yz]$", "x", re.sub(r"_[yz](?=_|$)", "_x", name))

        words = {"nm": "length", "ps": "time"}
        for section in ["/experiment", "/tallies"]:
            told = self.rows(section, "dataset")
            with contextlib.ExitStack() as files:
                opened = [files.enter_context(h5py.File(folder / f"{name}.h5")) for name in ["3d", "net", "fed"]]
                written = {name: dataset for file in opened for name, dataset in file[section].items()}
                self.assertEqual(set(told), {general(name) for name in written})
                for name, dataset in written.items():
                    if general(name) != name:
                        continue
                    with self.subTest(dataset=name):
                        shape, units = told[name][:2]
                        self.assertEqual(shape, f"[{', '.join(dimensions_of(dataset))}]")
                        self.assertEqual(units, words.get(dataset.attrs["units"], dataset.attrs["units"]))

    def test_the_tables_of_files_are_stored_as_told(self):
        told = self.rows("/attachments", "dataset")
        with h5py.File(folder / "fed.h5") as file:
            group = file["attachments/table_1"]
            self.assertEqual(set(re.findall(r"[a-z]\w*", " ".join(told))), set(group))
            self.assertEqual(told["values"][0], f"[{', '.join(dimensions_of(group['values']))}]")
            self.assertEqual(group.attrs["name"], "mobility.csv")
            self.assertEqual(group["values"][...].tolist(), [[0.0, 1.0, 0.1], [-1e-300, 1e300, 5.0]])
            self.assertEqual(file["attachments/table_2/values"].shape, (3, 1, 2))
        for engine in ENGINES:
            with xarray.open_dataset(folder / "fed.h5", group="attachments/table_2", engine=engine) as opened:
                self.assertEqual(opened.attrs["name"], "pores.h5:group/solid")
                self.assertEqual(opened["values"].dims, ("index_1", "index_2", "index_3"))
        with h5py.File(folder / "3d.h5") as file:
            self.assertNotIn("attachments", file)

    def test_every_column_of_the_findings_has_its_line_and_no_other_has(self):
        told = {
            table: [name.strip() for names, _ in re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", lines, re.M) for name in names.split(",")]
            for table, lines in re.findall(
                r"^Columns of `/analysis/(\w+)`.*\n\n\| column \| meaning \|\n\|-+\|-+\|\n((?:\|.*\n)+)",
                self.sections["/analysis"], re.M)
        }
        with h5py.File(folder / "real.h5") as file:
            self.assertEqual(set(told), set(file["analysis"]))
            for table, columns in told.items():
                with self.subTest(table=table):
                    self.assertEqual(columns, [name for name in file["analysis"][table] if name != "row"])

    def test_a_real_file_holds_what_is_told_and_no_more(self):
        with h5py.File(folder / "real.h5") as file:
            self.assertEqual(set(file), {"experiment", "tallies", "analysis", "provenance"})
            for group in ["experiment", "tallies"]:
                names = {re.sub(r"^[yz]$", "x", re.sub(r"_[yz](?=_|$)", "_x", name)) for name in file[group]}
                self.assertLessEqual(names, set(self.rows(f"/{group}", "dataset")))

    def test_every_attribute_has_its_line_and_no_other_has(self):
        for section, group in [("The root", "/"), ("/experiment", "/experiment"), ("/tallies", "/tallies"),
                               ("/provenance", "/provenance")]:
            with h5py.File(folder / "3d.h5") as file:
                self.assertEqual(set(self.rows(section, "attribute")), set(file[group].attrs))
        with h5py.File(folder / "3d.h5") as file:
            major, minor = file.attrs["format_version"]
            self.assertIn(f"format **{major}.{minor}**", self.text)

    def test_every_example_runs(self):
        examples = re.findall(r"^```(python|sh)\n(.*?)^```", self.text, re.M | re.S)
        self.assertEqual([language for language, _ in examples], ["python", "python", "python", "python", "sh", "python"])
        before = os.getcwd()
        os.chdir(folder)
        try:
            os.rename("2d.h5", "results.h5")
            for language, example in examples:
                with self.subTest(example=example):
                    if language == "sh":
                        printed = subprocess.run(["sh", "-e", "-c", example], capture_output=True, text=True, check=True)
                        self.assertIn("1000000", printed.stdout)
                    else:
                        with contextlib.redirect_stdout(io.StringIO()) as printed:
                            exec(example, {})
                        self.assertTrue(printed.getvalue())
        finally:
            os.rename("results.h5", "2d.h5")
            os.chdir(before)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
