"""Holds fluxwalk to its promise that no finished batch is lost: kills, rivals, signals, full disks.

check_writers.py PROGRAM MEDDLER [--kills N] [--rounds N]: PROGRAM is fluxwalk, and MEDDLER the library made of
meddler.c. Prints how often what was tried; ends with 0 if nothing was lost.
"""

import argparse
import os
import pathlib
import pty
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("meddler")
parser.add_argument("--kills", type=int, default=12)
parser.add_argument("--rounds", type=int, default=1)
OPTIONS = parser.parse_args()
VERDICTS = {0, 1, 5}
BATCHES = 40

EXPERIMENT = """
[lattice]
kind = "chain"
shape = 64
[[population]]
kind = "uniform"
walkers = {walkers}
[run]
steps = {steps}
batches = {batches}
[measure.flux]
x = "all"
every = {steps}
[measure.profile]
axes = ["x"]
at = [0, {steps}]
"""


def tallies(file):
    with h5py.File(file) as opened:
        return {name: dataset[...] for name, dataset in opened["tallies"].items()}


def batches(file):
    """Numbers of the batches in a results file; none if there is no file."""
    return set(tallies(file)["batch"].tolist()) if file.exists() else set()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fluxwalk-hostile-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.running = []
        self.addCleanup(lambda: [(p.kill(), p.wait()) for p in self.running if p.poll() is None])
        # Some tenths of a second; the other would take days.
        self.write("short.toml", steps=1000, batches=BATCHES, walkers=BATCHES * 5120)
        self.write("endless.toml", steps=20_000, batches=1_000_000, walkers=1_000_000 * 5120)

    def write(self, name, **numbers):
        (self.folder / name).write_text(EXPERIMENT.format(**numbers))

    def start(self, *arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        for stream in ["stdout", "stderr"]:
            options.setdefault(stream, subprocess.PIPE)
        process = subprocess.Popen([OPTIONS.program, *arguments], cwd=self.folder, text=True, **options)
        self.running.append(process)
        return process

    def run_program(self, *arguments, **options):
        process = self.start(*arguments, **options)
        out, err = process.communicate()
        return process.returncode, err

    def meddled(self, **how):
        return {**os.environ, "LD_PRELOAD": OPTIONS.meddler, "ASAN_OPTIONS": "verify_asan_link_order=0",
                **{f"MEDDLER_{name.upper()}": str(value) for name, value in how.items()}}

    def wait_for_stop(self, process):
        stat = pathlib.Path(f"/proc/{process.pid}/stat")
        self.assertTrue(self.wait_until(lambda: stat.read_text().rsplit(")", 1)[1].split()[0] == "T", process))

    def wait_until(self, is_so, process=None):
        """As long as it takes, on however busy a machine; False if the process ends first."""
        while not is_so():
            if process is not None and process.poll() is not None:
                return is_so()
            time.sleep(0.002)
        return True

    def wait_for_line(self, process, part):
        """Lines of standard error up to the one that holds the part."""
        lines = ""
        for line in process.stderr:
            lines += line
            if part in line:
                return lines
        self.fail(f"{part!r} is not in {lines!r}")

    def whole(self, name="short.toml"):
        self.assertIn(self.run_program("run", name, "-o", "whole.h5", "-q", "--force")[0], VERDICTS)
        found = tallies(self.folder / "whole.h5")
        os.remove(self.folder / "whole.h5")
        return found

    def assert_same(self, file, expected):
        found = tallies(self.folder / file)
        self.assertEqual(set(found), set(expected))
        for name, values in expected.items():
            self.assertTrue(numpy.array_equal(found[name], values), name)

    def assert_only(self, *names):
        self.assertEqual(sorted(os.listdir(self.folder)),
                         sorted([*names, "short.toml", "endless.toml"]))


class Kills(Case):
    def test_a_run_that_is_killed_again_and_again_ends_where_one_that_was_left_alone_does(self):
        chance = random.Random(7)
        expected = self.whole()
        begin = time.monotonic()
        self.run_program("run", "short.toml", "-o", "k.h5", "--checkpoint", "0", "-q")
        duration = time.monotonic() - begin
        file = self.folder / "k.h5"
        os.remove(file)
        kept, num_whole, num_killed = set(), 0, 0
        for number in range(OPTIONS.kills):
            process = self.start("run", "short.toml", "-o", "k.h5", "--checkpoint", "0", "--resume", "-q")
            time.sleep(chance.uniform(0, 0.6 * duration))
            if number % 2 == 1:
                process.send_signal(signal.SIGTERM)
                time.sleep(chance.uniform(0, 0.05))
            process.kill()
            process.communicate()
            num_killed += process.returncode == -signal.SIGKILL
            now = batches(file)
            self.assertLessEqual(kept, now, f"kill {number} lost batches")
            kept = now
            if len(kept) == BATCHES:
                self.assert_same("k.h5", expected)
                os.remove(file)
                kept, num_whole = set(), num_whole + 1
        self.assertIn(self.run_program("run", "short.toml", "-o", "k.h5", "--resume", "-q")[0], VERDICTS)
        self.assert_same("k.h5", expected)
        self.assert_only("k.h5")
        print(f"kills: {OPTIONS.kills}, of which {num_killed} met a run at work; runs that came to their end meanwhile: "
              f"{num_whole + 1}; batches lost: 0")


class Rivals(Case):
    def test_of_two_runs_of_one_name_one_is_refused(self):
        expected = self.whole()
        for _ in range(OPTIONS.rounds):
            both = [self.start("run", "short.toml", "-o", "r.h5", "-q", "--checkpoint", "0") for _ in range(2)]
            ends = [(process.communicate()[1], process.returncode) for process in both]
            codes = sorted(code in VERDICTS for _, code in ends)
            self.assertEqual(codes, [False, True], ends)
            refusal = next(err for err, code in ends if code == 4)
            self.assertRegex(refusal, "another fluxwalk is writing it: process [0-9]+ on .* since .* UTC: .*run short.toml"
                                      "|exists already")
            self.assert_same("r.h5", expected)
            self.assert_only("r.h5")
            os.remove(self.folder / "r.h5")
        print(f"rounds of two runs of one name: {OPTIONS.rounds}; results lost: 0")

    def test_two_that_resume_one_file_never_go_backwards(self):
        expected = self.whole()
        file = self.folder / "r.h5"
        for _ in range(OPTIONS.rounds):
            begun = self.start("run", "short.toml", "-o", "r.h5", "-q", "--checkpoint", "0")
            self.assertTrue(self.wait_until(file.exists, begun))
            begun.kill()
            begun.communicate()
            both = [self.start("run", "short.toml", "-o", "r.h5", "-q", "--checkpoint", "0", "--resume") for _ in range(2)]
            kept = batches(file)
            while any(process.poll() is None for process in both):
                now = batches(file)
                self.assertLessEqual(kept, now)
                kept = now
            codes = [process.returncode for process in both]
            self.assertTrue(any(code in VERDICTS for code in codes), codes)
            self.assertTrue(all(code in VERDICTS | {4} for code in codes), codes)
            self.assert_same("r.h5", expected)
            os.remove(file)
        print(f"rounds of two that resume one file: {OPTIONS.rounds}; batches lost: 0")

    def test_an_analysis_in_a_loop_takes_nothing_from_a_run(self):
        expected = self.whole()
        file = self.folder / "r.h5"
        num_analyses = num_not_stored = 0
        for _ in range(OPTIONS.rounds):
            process = self.start("run", "short.toml", "-o", "r.h5", "-q", "--checkpoint", "0")
            self.assertTrue(self.wait_until(file.exists, process))
            kept = batches(file)
            while process.poll() is None:
                code, err = self.run_program("analyze", "r.h5", "-q")
                self.assertIn(code, VERDICTS, err)
                num_analyses += 1
                num_not_stored += "findings are not stored" in err
                now = batches(file)
                self.assertLessEqual(kept, now)
                kept = now
            self.assertIn(process.returncode, VERDICTS, process.communicate()[1])
            self.assert_same("r.h5", expected)
            with h5py.File(file) as opened:
                self.assertGreater(len(opened["analysis"]), 0)
            self.assert_only("r.h5")
            os.remove(file)
        print(f"runs beside an analysis in a loop: {OPTIONS.rounds}; analyses: {num_analyses}, of which {num_not_stored} were "
              "told that the file is being written; batches lost: 0")

    def test_where_there_are_no_locks_the_second_result_gets_a_name_of_its_own(self):
        expected = self.whole()
        arguments = ["run", "short.toml", "-o", "r.h5", "-q", "--force"]
        # It stops when it has found no other program's file and has begun to write its second checkpoint.
        first = self.start(*arguments, "--checkpoint", "0", env=self.meddled(no_locks=1, stop_at=3))
        self.wait_for_stop(first)
        self.assertEqual(len(batches(self.folder / "r.h5")), 1)
        code, err = self.run_program(*arguments, env=self.meddled(no_locks=1))
        self.assertIn(code, VERDICTS, err)
        first.send_signal(signal.SIGCONT)
        _, err = first.communicate()
        self.assertEqual(first.returncode, 4)
        self.assertEqual(err.count("the file system has no locks (No locks available)"), 1)
        self.assertIn("r.h5: another program has replaced or changed it, and it is left as it is", err)
        self.assertEqual(err.count("go to r-2.h5 instead"), 1)
        self.assert_same("r.h5", expected)
        self.assert_same("r-2.h5", expected)


class Signals(Case):
    def test_a_signal_saves_at_once_what_has_finished(self):
        for number in [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2]:
            with self.subTest(signal=number.name):
                process = self.start("run", "endless.toml", "-o", "s.h5", "--threads", "1")
                self.assertTrue(self.wait_until(lambda: self.is_watching(process), process))
                line = ""
                while " saved in s.h5" not in line:
                    process.send_signal(signal.SIGUSR1)
                    line = process.stderr.readline()
                    self.assertNotEqual(line, "", "the program has ended")
                before = len(batches(self.folder / "s.h5"))
                self.assertGreater(before, 0)
                process.send_signal(number)
                self.wait_for_line(process, " saved in s.h5")
                process.kill()
                process.communicate()
                self.assertGreaterEqual(len(batches(self.folder / "s.h5")), before)
                for name in os.listdir(self.folder):
                    if not name.endswith(".toml"):
                        os.remove(self.folder / name)

    def is_watching(self, process):
        """Whether the program blocks the signal, for its own thread to wait for."""
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        blocked = int(re.search(r"^SigBlk:\s*(\w+)", status, re.M).group(1), 16)
        return bool(blocked >> (signal.SIGUSR1 - 1) & 1)

    def test_a_run_that_is_stopped_is_not_analysed_and_says_how_to_go_on(self):
        for number in [signal.SIGTERM, signal.SIGHUP]:
            process = self.start("run", "endless.toml", "-o", "s.h5", "--threads", "1", "--checkpoint", "0")
            self.assertTrue(self.wait_until((self.folder / "s.h5").exists, process))
            process.send_signal(number)
            out, err = process.communicate()
            self.assertEqual(process.returncode, 5)
            self.assertEqual(out, "")
            self.assertIn("Judge them with: fluxwalk analyze s.h5", err)
            self.assertIn("Go on with: fluxwalk run endless.toml -o s.h5 --resume", err)
            self.assert_only("s.h5")
            os.remove(self.folder / "s.h5")

    def test_a_hangup_that_nohup_has_ignored_stays_ignored(self):
        process = self.start("run", "short.toml", "-o", "s.h5", "--checkpoint", "0",
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.assertTrue(self.wait_until((self.folder / "s.h5").exists, process))
        process.send_signal(signal.SIGHUP)
        process.communicate()
        self.assertIn(process.returncode, VERDICTS)
        self.assertEqual(len(batches(self.folder / "s.h5")), BATCHES)

    def test_the_limit_of_processor_time_ends_a_run_in_good_order(self):
        # `ulimit -t 2` sets both limits, and at the hard one the system kills.
        for soft, hard in ((1, 60), (2, 2)):
            with self.subTest(soft=soft, hard=hard):
                name = f"s{soft}.h5"
                code, err = self.run_program(
                    "run", "endless.toml", "-o", name, "--threads", "1",
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (soft, hard)))
                self.assertEqual(code, 5, err)
                self.assertIn("the limit of processor time is reached", err)
                self.assertGreater(len(batches(self.folder / name)), 0)
                self.assertIn("Go on with: ", err)


class FullDisks(Case):
    def test_a_limit_on_the_size_of_files_is_an_error_of_writing(self):
        code, err = self.run_program(
            "run", "short.toml", "-o", "f.h5", "-q", "--checkpoint", "0",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
        self.assertEqual(code, 4)
        self.assertIn("f.h5: cannot be written (File too large). The run continues", err)
        self.assertIn("Trying again in 1 s.", err)
        self.assertIn("The second place failed as well: ", err)
        self.assert_only()

    def test_where_only_the_findings_do_not_fit_the_batches_stay_in_their_file(self):
        expected = self.whole()
        self.assertIn(self.run_program("run", "short.toml", "-o", "f.h5", "-q")[0], VERDICTS)
        limit = os.stat(self.folder / "f.h5").st_size - 1
        os.remove(self.folder / "f.h5")
        code, err = self.run_program("run", "short.toml", "-o", "f.h5", "-q",
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual(code, 4)
        self.assertIn("The findings are not stored. All batches are safe in f.h5; store the findings with: "
                      "fluxwalk analyze f.h5", err)
        self.assertNotIn("instead", err)
        self.assert_same("f.h5", expected)

    def test_a_file_that_a_notebook_writes_to_is_not_replaced(self):
        self.assertIn(self.run_program("run", "short.toml", "-o", "f.h5", "-q")[0], VERDICTS)
        with h5py.File(self.folder / "f.h5", "r+") as opened:
            code, err = self.run_program("analyze", "f.h5", "-q")
            self.assertEqual(code, 4)
            self.assertIn("has it open for writing: close it there", err)
            opened.create_group("late")
        with h5py.File(self.folder / "f.h5") as opened:
            self.assertIn("late", opened)
            self.assertIn(self.run_program("analyze", "f.h5", "-q")[0], VERDICTS)
        self.assertIn(self.run_program("analyze", "f.h5", "-q")[0], VERDICTS)

    def start_and_stop_before_the_last_write(self, *more, **options):
        (self.folder / "there").mkdir()
        process = self.start("run", "short.toml", "-o", "there/f.h5", *more, **options)
        self.wait_for_stop(process)
        return process

    def test_a_folder_that_comes_back_gets_the_results(self):
        process = self.start_and_stop_before_the_last_write("-q", env=self.meddled(stop_at=2))
        os.rename(self.folder / "there", self.folder / "away")
        process.send_signal(signal.SIGCONT)
        self.wait_for_line(process, "Trying again in 1 s.")
        os.rename(self.folder / "away", self.folder / "there")
        process.communicate()
        self.assertIn(process.returncode, VERDICTS)
        self.assert_same("there/f.h5", self.whole())

    def test_results_without_a_folder_go_to_a_second_place(self):
        expected = self.whole()
        second = self.folder / "second"
        second.mkdir()
        process = self.start_and_stop_before_the_last_write("-q", env=self.meddled(stop_at=2) | {"TMPDIR": str(second)})
        shutil.rmtree(self.folder / "there")
        process.send_signal(signal.SIGCONT)
        _, err = process.communicate()
        self.assertEqual(process.returncode, 4)
        saved = re.search(r"The results are saved in (\S+) instead\.", err).group(1)
        self.assertTrue(saved.startswith(f"{second}/fluxwalk-f-"), saved)
        self.assert_same(saved, expected)
        self.assertEqual(os.stat(saved).st_mode & 0o777, 0o600)
        self.assertEqual(len(os.listdir(second)), 1)
        with h5py.File(saved) as opened:
            self.assertGreater(len(opened["analysis"]), 0)

    def test_a_person_at_the_terminal_is_asked(self):
        expected = self.whole()
        ours, theirs = pty.openpty()
        process = self.start_and_stop_before_the_last_write(env=self.meddled(stop_at=2), stdin=theirs, stdout=theirs,
                                                            stderr=theirs)
        os.close(theirs)
        shutil.rmtree(self.folder / "there")
        process.send_signal(signal.SIGCONT)
        shown = b""
        question = b"in a temporary folder: "
        for number, answer in enumerate([b"\n", b"short.toml\n", b"other.h5\n"], 1):
            while shown.count(question) < number:
                shown += os.read(ours, 4096)
            os.write(ours, answer)
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:  # the end, on Linux
            pass
        os.close(ours)
        self.assertEqual(process.wait(), 4)
        self.assertIn(b"short.toml: exists already", shown)
        self.assertIn(b"Results: other.h5", shown)
        self.assert_same("other.h5", expected)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1, warnings="ignore")
