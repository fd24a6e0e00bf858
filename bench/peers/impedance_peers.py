"""Times pyDRTtools, pyimpspec, impedance.py and nacre on the same spectra, and compares their answers.

DRT: two ZARCs with noise (synth2zarc_81.csv), whose distribution is known exactly; error: relative L2 of gamma over
ln tau on the times that pyDRTtools prints. Circuit: impedance.py's example, its circuit and its start. Kramers-Kronig:
the same example, all points, with a series capacitance.

Time: processor time of one run, median; of the peers in this process with one thread, after one run that is not
counted. (This file is not named impedance.py, since a peer is.) pyDRTtools is loaded without its window. impedance.py
1.7.1 does not find numpy in its own linKK; it is given it here.
"""

import contextlib
import importlib.metadata
import io
import os
import pathlib
import statistics
import subprocess
import sys
import time
from unittest import mock

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
os.environ["MPLBACKEND"] = "agg"
for part in ("GUI", "layout", "cli"):
    sys.modules["pyDRTtools." + part] = mock.MagicMock()

import numpy as np  # noqa: E402

with contextlib.redirect_stdout(io.StringIO()):
    from pyDRTtools import runs

import impedance.validation  # noqa: E402
import pyimpspec  # noqa: E402
from impedance import preprocessing  # noqa: E402
from impedance.models.circuits import CustomCircuit  # noqa: E402

from formats import reference_folder  # noqa: E402

VERSION = importlib.metadata.version("pyimpspec")
CIRCUIT = "R0-p(R1,C1)-p(R2-Wo1,C2)"
START = [0.01, 0.01, 100, 0.01, 0.05, 100, 1]
# pyimpspec's Wo is coth(sqrt(B s))/sqrt(Y s): its Y is tau/Z0^2.
CDC = "R{R=0.01}(R{R=0.01}C{C=100})([R{R=0.01}Wo{Y=40000,B=100}]C{C=1})"


def timed(work, rounds=3):
    with contextlib.redirect_stdout(io.StringIO()):
        result = work()
        seconds = []
        for _ in range(rounds):
            begin = time.process_time()
            work()
            seconds.append(time.process_time() - begin)
    return statistics.median(seconds), result


class Nacre:
    """The helper program, and what it wrote."""

    def __init__(self, build):
        self.program = build / "bench" / "peers_impedance"
        self.file = build / "peers" / "impedance.csv"
        self.file.parent.mkdir(exist_ok=True)

    def run(self, task, file, repeats=20):
        command = [self.program, task, file, str(repeats), self.file]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        numbers = [float(word) for word in done.stdout.split()]
        return numbers[0], numbers[1:]

    def distribution(self, task, file, repeats=20):
        seconds, _ = self.run(task, file, repeats)
        return seconds, np.loadtxt(self.file, delimiter=",")


def two_zarcs(tau):
    def zarc(resistance, tau_0, phi):
        below = np.cosh(phi * np.log(tau / tau_0)) - np.cos((1 - phi) * np.pi)
        return resistance / (2 * np.pi) * np.sin((1 - phi) * np.pi) / below

    return zarc(50, 0.1, 0.8) + zarc(50, 10, 0.8)


def row(name, seconds, error, of):
    shown = "" if error is None else f"{error:.3f}"
    print(f"  {name:42} {1e3 * seconds:10.3f} ms {seconds / of:10.1f} {shown:>8}", flush=True)


def compare_drt(nacre, file):
    table = np.loadtxt(file, delimiter=",")
    frequency, real, imaginary = table.T
    grid = runs.EIS_object(frequency, real, imaginary).tau_fine
    truth = two_zarcs(grid)

    def error(tau, gamma):
        order = np.argsort(tau)
        values = np.interp(np.log(grid), np.log(tau[order]), gamma[order], left=0.0, right=0.0)
        return np.sqrt(np.trapezoid((values - truth) ** 2, np.log(grid)) / np.trapezoid(truth**2, np.log(grid)))

    print(f"DRT of {file.name}, {len(frequency)} frequencies: time, times as long as nacre's default, error of gamma")
    own, distribution = nacre.distribution("drt", file)
    row("nacre, default", own, error(*distribution.T), own)
    seconds, distribution = nacre.distribution("tikhonov", file)
    row("nacre, Tikhonov, GCV", seconds, error(*distribution.T), own)
    for rule in ("custom", "GCV", "mGCV", "rGCV", "LC", "re-im"):
        seconds, result = timed(
            lambda rule=rule: runs.simple_run(runs.EIS_object(frequency, real, imaginary), cv_type=rule))
        name = "lambda 1e-3" if rule == "custom" else rule
        row(f"pyDRTtools 0.2, {name}", seconds, error(result.out_tau_vec, np.ravel(result.gamma)), own)
    data = pyimpspec.DataSet(frequency, real + 1j * imaginary)
    for method in ("tr-nnls", "tr-rbf"):
        seconds, result = timed(lambda method=method: pyimpspec.calculate_drt(data, method=method, num_procs=1))
        row(f"pyimpspec {VERSION}, {method}", seconds, error(*result.get_drt_data()[:2]), own)
    print("  bands, 1000 samples")
    own, _ = nacre.run("bands", file, 3)
    row("nacre, truncated normal", own, None, own)
    begin = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        runs.Bayesian_run(runs.EIS_object(frequency, real, imaginary), cv_type="custom", NMC_sample=1000)
    row("pyDRTtools 0.2, HMC (with its DRT)", time.process_time() - begin, None, own)


def compare_fit(nacre, file):
    frequency, impedances = preprocessing.readCSV(str(file))
    capacitive = preprocessing.ignoreBelowX(frequency, impedances)

    def peer():
        circuit = CustomCircuit(CIRCUIT, initial_guess=START)
        circuit.fit(*capacitive)
        return circuit

    print(f"\n{CIRCUIT} on {file.name}, {len(capacitive[0])} points, from one start: time, times as long as nacre")
    own, numbers = nacre.run("fit", file, 200)
    values, stds = np.array(numbers[0::2]), np.array(numbers[1::2])
    row("nacre", own, None, own)
    seconds, circuit = timed(peer)
    row("impedance.py 1.7.1", seconds, None, own)
    seconds, other = timed(lambda: pyimpspec.fit_circuit(
        pyimpspec.parse_cdc(CDC), pyimpspec.DataSet(*capacitive), method="least_squares", weight="unity", num_procs=1))
    row(f"pyimpspec {VERSION}, least_squares", seconds, None, own)

    def left(fitted):
        return np.sum(np.abs(fitted - capacitive[1]) ** 2)

    print(f"  sum of squares: impedance.py {left(circuit.predict(capacitive[0])):.6g}, "
          f"pyimpspec {left(other.impedances):.6g}")
    difference = np.abs(values - circuit.parameters_) / circuit.conf_
    print(f"  largest difference of a parameter from impedance.py's: {difference.max():.2f} of its uncertainty; "
          f"uncertainties {np.min(stds / circuit.conf_):.3f} to {np.max(stds / circuit.conf_):.3f} times its")

    print(f"\nKramers-Kronig on {file.name}, {len(frequency)} points")
    own, (elements, largest) = nacre.run("kramers-kronig", file, 20)
    row("nacre, L and C tried, six rules", own, None, own)
    print(f"    {elements:.0f} elements, largest residual {100 * largest:.2f} %")
    impedance.validation.circuit_elements["np"] = np
    seconds, (count, mu, _, real, imaginary) = timed(
        lambda: impedance.validation.linKK(frequency, impedances, c=0.85, max_M=50, fit_type="complex", add_cap=True), 1)
    row("impedance.py 1.7.1, mu, with C", seconds, None, own)
    print(f"    {count} elements, largest residual {100 * max(np.abs(real).max(), np.abs(imaginary).max()):.2f} %")
    begin = time.process_time()
    result = pyimpspec.perform_kramers_kronig_test(pyimpspec.DataSet(frequency, impedances), test="complex", num_procs=1)
    row(f"pyimpspec {VERSION}, its default rules", time.process_time() - begin, None, own)
    print(f"    {result.num_RC} elements, largest residual "
          f"{100 * max(np.abs(result.residuals.real).max(), np.abs(result.residuals.imag).max()):.2f} %")


def main():
    nacre = Nacre(pathlib.Path(sys.argv[1]).resolve())
    folder = reference_folder(pathlib.Path(__file__).resolve().parents[2]) / "impedance"
    if not folder.is_dir():
        print("impedance: no reference files, nothing compared")
        return
    compare_drt(nacre, folder / "peer_outputs" / "synth2zarc_81.csv")
    compare_fit(nacre, folder / "ECSHackWeek__impedance.py" / "exampleData.csv")


if __name__ == "__main__":
    main()
