"""Times PyBaMM's IDAKLU solver and nacre on the same 1C discharge (DFN, Marquis 2019, one thread), at equal error; and
compares both with the sodium-ion discharges that Chayambuka et al. 2022 measured.

Error: of the voltage, every 10 s of the first hour, against a very fine solution. There are two, which must agree:
nacre's (160/80/160 cells, 16 radial nodes, tolerance 1e-9), and PyBaMM's, extrapolated from 80 and 160 cells because
its voltage converges with the first power of the cell. nacre counts at the cheapest of a ladder of meshes and
tolerances whose error, RMSE and largest, is not above PyBaMM's against either.

Time: processor time of the thread, median of rounds that alternate. PyBaMM's is the second solve of a simulation that
exists, default mesh and tolerances, nothing read from the solution; nacre's includes making the model.
"""

import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np
import pybamm

from formats import reference_folder

MESHES = ["5,3,5,3", "5,3,5,4", "6,3,6,3", "6,3,6,4", "8,4,8,4", "8,4,8,5", "10,5,10,5", "16,8,16,8"]
TOLERANCES = ["3e-3", "1e-3", "3e-4", "1e-4", "1e-5"]
FINE = "160,80,160,16"
SECONDS = np.arange(0.0, 3601.0, 10.0)
ROUNDS = 5
# 1 and 12 A/m2: what the paper calls 0.1C and 1.4C (as BattMo's example converts them).
MEASURED = {"0.1C": 1.0, "1.4C": 12.0}
FILES = {"0.1C": ["Chayambuka_V_01C.csv", "Chayambuka_voltage_0_1_crate.csv"],
         "1.4C": ["Chayambuka_V_14C.csv", "Chayambuka_voltage_1_4_crate.csv"]}


class Nacre:
    """The helper program, and what it wrote."""

    def __init__(self, build):
        self.program = build / "bench" / "peers_cell"
        self.file = build / "peers" / "cell.csv"
        self.file.parent.mkdir(exist_ok=True)

    def discharge(self, name, c_rate, mesh, tolerance, repeats=1):
        command = [self.program, name, repr(c_rate), mesh, tolerance, str(repeats), self.file]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        median, _, unknowns, steps = done.stdout.split()[:4]
        return float(median), int(unknowns), int(steps), np.loadtxt(self.file, delimiter=",")


def marquis_simulation(cells=None, radial=None, **tolerances):
    values = pybamm.ParameterValues("Marquis2019")
    # The conductivities of the COMSOL model, as in nacre's set.
    values["Negative electrode conductivity [S.m-1]"] = 126.0
    values["Positive electrode conductivity [S.m-1]"] = 16.6
    points = None if cells is None else {"x_n": cells, "x_s": cells, "x_p": cells, "r_n": radial, "r_p": radial}
    solver = pybamm.IDAKLUSolver(**tolerances, options={"num_threads": 1})
    return pybamm.Simulation(pybamm.lithium_ion.DFN(), parameter_values=values, solver=solver, var_pts=points)


def timed_solve(simulation):
    begin = time.thread_time()
    solution = simulation.solve([0.0, 5000.0])
    return time.thread_time() - begin, solution


def voltage(solution):
    return solution["Voltage [V]"](SECONDS)


def errors_mV(values, reference):
    difference = 1e3 * (values - reference)
    return np.sqrt(np.mean(difference**2)), np.abs(difference).max()


def print_errors(name, values, references):
    shown = [f"{rmse:.3f} / {largest:.3f}" for rmse, largest in (errors_mV(values, r) for r in references)]
    print(f"  {name:34} {shown[0]:>16} {shown[1]:>16}", flush=True)


def compare_speed(nacre):
    simulation = marquis_simulation()
    _, first = timed_solve(simulation)
    peer = voltage(first)

    def ours(mesh, tolerance, repeats=1):
        return nacre.discharge("marquis2019", 1.0, mesh, tolerance, repeats)

    def at_seconds(curve):
        return np.interp(SECONDS, curve[:, 0], curve[:, 1])

    coarse, fine = (voltage(marquis_simulation(n, 60, rtol=1e-8, atol=1e-8).solve([0.0, 5000.0])) for n in (80, 160))
    references = [at_seconds(ours(FINE, "1e-9")[3]), 2.0 * fine - coarse]

    print("1C discharge, Marquis 2019, DFN: RMSE / largest error of the voltage in mV")
    print(f"  {'':34} {'from nacre fine':>16} {'from PyBaMM fine':>16}")
    print_errors("PyBaMM extrapolated", references[1], references)
    print_errors("PyBaMM 160 cells, 60 radial", fine, references)
    print_errors("PyBaMM default (20, 20 radial)", peer, references)

    best = None
    for mesh in MESHES:
        for tolerance in TOLERANCES:
            seconds, unknowns, steps, curve = ours(mesh, tolerance, 5)
            within = all(np.all(np.less_equal(errors_mV(at_seconds(curve), r), errors_mV(peer, r)))
                         for r in references)
            if within and (best is None or seconds < best[0]):
                best = seconds, mesh, tolerance, unknowns, steps, at_seconds(curve)
    _, mesh, tolerance, unknowns, steps, values = best
    print_errors(f"nacre {mesh}, {tolerance}", values, references)
    print_errors("nacre 16,8,16,8, 1e-5 (default)", at_seconds(ours("16,8,16,8", "1e-5")[3]), references)

    peers, mine, ratios = [], [], []
    for _ in range(ROUNDS):
        peers.append(min(timed_solve(simulation)[0] for _ in range(3)))
        mine.append(ours(mesh, tolerance, 20)[0])
        ratios.append(peers[-1] / mine[-1])
    states = first.y.shape[0]
    print(f"  PyBaMM {pybamm.__version__}: {1e3 * statistics.median(peers):.1f} ms, {states} unknowns, "
          f"{len(first.t)} times")
    print(f"  nacre: {1e3 * statistics.median(mine):.2f} ms, {unknowns} unknowns, {steps} steps")
    print(f"  ratio: {statistics.median(ratios):.1f} (least {min(ratios):.1f}, most {max(ratios):.1f})")
    thousand, unknowns, steps, curve = ours("30,15,30,12", "1e-4", 20)
    rmse, largest = errors_mV(at_seconds(curve), references[0])
    print(f"  nacre with {unknowns} unknowns, 1e-4: {1e3 * thousand:.2f} ms, {steps} steps, "
          f"error {rmse:.3f} / {largest:.3f} mV\n", flush=True)


def compare_measured(nacre, folder):
    print("Measured discharges of Chayambuka et al. 2022, no parameter fitted: RMSE of the voltage over the common span")
    values = pybamm.ParameterValues("Chayambuka2022")
    area, nominal_mAh = 2.54e-4, 3.0
    for rate, density in MEASURED.items():
        current = density * area
        values["Current function [A]"] = current
        simulation = pybamm.Simulation(pybamm.sodium_ion.BasicDFN(), parameter_values=values,
                                       solver=pybamm.IDAKLUSolver())
        solution = simulation.solve([0.0, 20.0 * 3600.0 / density])
        curve = nacre.discharge("chayambuka2022", 1e3 * current / nominal_mAh, "40,20,40,12", "1e-6")[3]
        simulated = {
            "nacre": (1e3 * curve[:, 2], curve[:, 1]),
            "PyBaMM": (solution.t * current / 3.6, solution["Voltage [V]"].entries),
        }
        for file in FILES[rate]:
            measured = np.loadtxt(folder / file, delimiter=",")
            for name, (charge_mAh, volts) in simulated.items():
                common = measured[(measured[:, 0] <= charge_mAh[-1])]
                difference = np.interp(common[:, 0], charge_mAh, volts) - common[:, 1]
                print(f"  {rate} {file:36} {name:7} {1e3 * np.sqrt(np.mean(difference**2)):6.1f} mV over "
                      f"{len(common)} of {len(measured)} points; capacity {charge_mAh[-1]:.3f} mAh, "
                      f"measured {measured[:, 0].max():.3f}")


def main():
    pybamm.set_logging_level("ERROR")
    build = pathlib.Path(sys.argv[1]).resolve()
    nacre = Nacre(build)
    compare_speed(nacre)
    checkout = pathlib.Path(__file__).resolve().parents[2]
    folder = reference_folder(checkout) / "cell" / "battmo_chayambuka"
    if folder.is_dir():
        compare_measured(nacre, folder)
    print("SLIDE v3: 0.91 s per 1000 cycles of a single particle model, measured elsewhere, not in this run")


if __name__ == "__main__":
    main()
