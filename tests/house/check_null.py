# SPDX-License-Identifier: GPL-3.0-or-later
"""
check_null.py LIBRARY ROOT: every public function takes NULL where a handle, a text or an array is wanted, and comes back.

Each exported function is called in a process of its own, every pointer NULL and every number 0. The calling conventions of
the 64-bit machines that Debian builds for let a call hand over more arguments than the function takes.
"""
import ctypes
import os
import sys

from check_symbols import declared

# These read a plain struct or fill an array of the caller, without which there is nothing to do: as in the C library,
# NULL is outside their domain.
NEED_STORAGE = {
    "reckon_admiralty_default", "reckon_claim_text", "reckon_date_text", "reckon_distribution_cdf",
    "reckon_distribution_density", "reckon_distribution_mean", "reckon_distribution_quantile", "reckon_distribution_sd",
    "reckon_distribution_upper",
}
ARGUMENTS = [ctypes.c_void_p(0)] * 16 + [ctypes.c_double(0)] * 8


def survives(library, name):
    child = os.fork()
    if child == 0:
        function = getattr(library, name)
        function.restype = ctypes.c_void_p
        function(*ARGUMENTS)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def main(path, root):
    library = ctypes.CDLL(path)
    names = declared(os.path.join(root, "include"))
    crashed = sorted(name for name in names - NEED_STORAGE if not survives(library, name))
    for name in crashed:
        print(f"{name}: crashes when it is called with NULL")
    for name in sorted(NEED_STORAGE - names):
        print(f"{name}: excused here, and no public function")
    print(f"{len(names)} public functions, {len(names & NEED_STORAGE)} that need the caller's storage, {len(crashed)} that crash")
    return 1 if crashed or NEED_STORAGE - names or not names else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
