"""Times NewareNDA, fastnda and galvani against nacre on the same files, and prints the ratios.

In the process: the shortest of several reads, from opening the file to the table. Whole process: the shortest of
several starts of a program that reads the file and ends.
"""

import os
import pathlib
import subprocess
import sys
import time
import zipfile

READERS = {
    ".nda": {
        "NewareNDA": "import NewareNDA; read = lambda f: len(NewareNDA.read(f, log_level='CRITICAL'))",
        "fastnda": "import fastnda; read = lambda f: len(fastnda.read(f))",
    },
    ".mpr": {
        "galvani": "from galvani import BioLogic; read = lambda f: len(BioLogic.MPRfile(f).data)",
    },
}
READERS[".ndax"] = READERS[".nda"]

TIME = """
import contextlib, io, logging, sys, time, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
{prepare}
best, start = float("inf"), time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    for i in range(20):
        begin = time.perf_counter()
        rows = read(sys.argv[1])
        best = min(best, time.perf_counter() - begin)
        if time.perf_counter() - start > 5 and i >= 2:
            break
print(best, rows)
"""


def reference_folder(checkout):
    named = os.environ.get("NACRE_REFERENCE")
    return pathlib.Path(named) if named else checkout / ".." / "shared" / "reference"


def find_files(build, checkout):
    """The files to read: synthetic ones, and the reference files where there are any, out of their zips."""
    files = sorted((build / "peers" / "files").glob("synthetic_*"))
    reference = reference_folder(checkout)
    for path in sorted(reference.glob("cycling/*/*.nda*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                path = pathlib.Path(archive.extract(archive.namelist()[0], build / "peers" / "files"))
        files.append(path)
    return files + sorted(reference.glob("*/*/*.mpr"))


def run(command):
    """Seconds and rows that a timing program prints, or why it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
        reason = lines[-1] if lines else f"exit code {done.returncode}"
        return None, f"fails: {reason.replace(str(command[-1]), 'file')[:90]}"
    seconds, rows = done.stdout.split()[-2:]
    return float(seconds), int(rows)


def whole_process(command):
    """The shortest of three runs, or nothing where it fails."""
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
        best = min(best, time.perf_counter() - begin)
    return best


def milliseconds(seconds):
    return "" if seconds is None else f"{1e3 * seconds:.2f} ms"


def ratio(peer, ours):
    return "" if peer is None or ours is None else f"{peer / ours:.1f} x"


def main():
    checkout = pathlib.Path(__file__).resolve().parents[2]
    build = pathlib.Path(sys.argv[1]).resolve()
    form = "{:32} {:10} {:>8} {:>12} {:>9} {:>14} {:>9}"
    print(form.format("file", "reader", "rows", "read", "ratio", "whole process", "ratio"))
    for path in find_files(build, checkout):
        ours, rows = run([build / "bench" / "peers_formats", "time", "20", path])
        ours_whole = whole_process([build / "nacre", "table", path, "--quiet"])
        if ours is None:
            print(f"{path.name:32} {'nacre':10} {rows}")
        else:
            print(form.format(path.name, "nacre", rows, milliseconds(ours), "", milliseconds(ours_whole), ""))
        for name, prepare in READERS[path.suffix].items():
            seconds, peer_rows = run([sys.executable, "-c", TIME.format(prepare=prepare), path])
            if seconds is None:
                print(f"{'':32} {name:10} {peer_rows}")
                continue
            whole = whole_process([sys.executable, "-c", f"import sys; {prepare}; read(sys.argv[1])", path])
            print(form.format("", name, peer_rows, milliseconds(seconds), ratio(seconds, ours),
                              milliseconds(whole), ratio(whole, ours_whole)), flush=True)


if __name__ == "__main__":
    main()
