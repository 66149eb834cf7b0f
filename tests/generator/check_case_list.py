"""Fails if the folder of cases and the list in meson.build differ.  Arguments: folder, names."""

import os
import sys

folder, names = sys.argv[1], sys.argv[2:]
difference = set(os.listdir(folder)) ^ set(names)
if difference:
    sys.exit(f"in the folder or in meson.build only: {', '.join(sorted(difference))}")
