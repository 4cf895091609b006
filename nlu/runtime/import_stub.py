"""Answers for packages that Rasa imports but that a rule-based model never uses.

Rasa 3.6 imports TensorFlow and every chat channel SDK at start-up. None of them is installed
here; each import gets an empty module instead. Using one of its classes fails loudly.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, TypeVar

ABSENT_PACKAGES = frozenset(
    {
        "tensorflow",
        "tensorflow_addons",
        "tensorflow_hub",
        "tensorflow_text",
        "keras",
        "twilio",
        "slack_sdk",
        "mattermostwrapper",
        "rocketchat_API",
        "webexteamssdk",
        "fbmessenger",
        "aiogram",
        "confluent_kafka",
        "matplotlib",
        "boto3",
        "botocore",
        "skops",
    }
)
TRAINING_PACKAGES = frozenset({"sklearn", "sklearn_crfsuite"})  # 36 MB the server never uses
F = TypeVar("F")


class PlaceholderType(type):
    """Metaclass that lets `tf.a.b`, `tf.A | None` and `tf.A[int]` appear in annotations."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return make_placeholder(name)

    def __or__(cls, other: Any) -> Any:
        return cls

    __ror__ = __or__

    def __getitem__(cls, item: Any) -> Any:
        return cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]  # used as a bare decorator
        return super().__call__(*args, **kwargs)


class Placeholder(metaclass=PlaceholderType):
    """Stands for any class of an absent package; also works as a decorator with arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, decorated: F) -> F:
        return decorated

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return make_placeholder(name)


def make_placeholder(name: str) -> Any:
    """Returns a placeholder class called `name`; an exception type when it sounds like one."""
    if name.endswith(("Error", "Exception")):
        return type(name, (Exception,), {})
    return PlaceholderType(name, (Placeholder,), {})


class AbsentModule(ModuleType):
    """A module that offers a placeholder for every name asked of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = make_placeholder(name)
        setattr(self, name, value)
        return value


class AbsentPackageFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import hook that serves an `AbsentModule` for each of `packages` and what is inside."""

    def __init__(self, packages: frozenset[str]) -> None:
        self.packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        root = fullname.partition(".")[0]
        is_real = root in sys.modules and not isinstance(sys.modules[root], AbsentModule)
        if root not in self.packages or is_real:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = AbsentModule(spec.name)
        module.__path__ = []  # every absent package may have parts
        return module

    def exec_module(self, module: ModuleType) -> None:
        return None


def install(is_serving: bool = False) -> None:
    """Puts the hook in front of the import system; a server also does without scikit-learn."""
    packages = ABSENT_PACKAGES | TRAINING_PACKAGES if is_serving else ABSENT_PACKAGES
    for hook in sys.meta_path:
        if isinstance(hook, AbsentPackageFinder):
            hook.packages |= packages
            return
    sys.meta_path.insert(0, AbsentPackageFinder(packages))
