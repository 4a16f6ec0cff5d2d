#!/usr/bin/env python3
"""Cut Lucide's icon font down to the icons that the window draws.

    pip install fonttools
    python3 assets/fonts/subset.py PATH/TO/lucide.ttf

lucide.ttf is in the crate `lucide-icons` (https://crates.io/crates/lucide-icons); README.md names
the version. Which icons to keep is read from src/ui/icons.rs, so the font and the table cannot
disagree. Code points stay as they are. The result is written beside this file.
"""

import pathlib
import re
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE.parent.parent / "src" / "ui" / "icons.rs"
RESULT = HERE / "lucide-subset.ttf"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    wanted = {
        int(point, 16): name
        for name, point in re.findall(
            r"Icon::(\w+) => '\\u\{([0-9a-f]+)\}'", TABLE.read_text()
        )
    }
    font = TTFont(sys.argv[1], recalcTimestamp=False)  # the same input, the same bytes
    glyphs = font.getBestCmap()
    for point, name in sorted(wanted.items()):
        if point not in glyphs:
            sys.exit(f"{name}: the font has no glyph at U+{point:04X}")

    options = subset.Options()
    options.layout_features = []  # GSUB spells icons out of letters; code points are all we use
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    subset.save_font(font, str(RESULT), options)
    print(f"{RESULT.name}: {len(wanted)} icons, {RESULT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
