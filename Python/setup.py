"""A wheel for every Python 3 of one platform: it carries a library that ctypes loads, and no extension."""

import pathlib
import re

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel

spellings = pathlib.Path(__file__).parent.parent / "Sources/Spellings/Version.swift"


class PlatformWheel(bdist_wheel):
    def get_tag(self) -> tuple[str, str, str]:
        return ("py3", "none", super().get_tag()[2])


class PlatformDistribution(Distribution):
    def has_ext_modules(self) -> bool:
        return True


def version() -> str:
    """The version of the package, which Swift holds."""
    found = re.search(r'current = "([^"]+)"', spellings.read_text())
    if found is None:
        raise SystemExit(f"{spellings}: no version, one was expected")
    return found[1]


setup(version=version(), cmdclass={"bdist_wheel": PlatformWheel}, distclass=PlatformDistribution)
