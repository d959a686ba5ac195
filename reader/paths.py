"""Where things live: the profile's folders, the bundled themes and the sample edition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of folders: config, database, state. ``sample`` says it holds the sample edition."""

    config_dir: Path
    data_dir: Path
    state_dir: Path
    sample: bool = False

    @property
    def database(self) -> Path:
        return self.data_dir / "clew.db"

    @property
    def config_file(self) -> Path:
        return self.config_dir / "config.toml"

    @property
    def user_themes(self) -> Path:
        return self.config_dir / "themes"

    @property
    def user_words(self) -> Path:
        """Catalogues of interface words the user added."""
        return self.config_dir / "locale"

    @property
    def refresh_lock(self) -> Path:
        """Held with flock by the one process that refreshes."""
        return self.state_dir / "refresh.lock"

    @property
    def meaning_lock(self) -> Path:
        """Held with flock by the one process that compares stories by meaning."""
        return self.state_dir / "meaning.lock"

    @property
    def log_file(self) -> Path:
        return self.state_dir / "clew.log"

    def create(self) -> None:
        """Make the folders, readable by their owner only: feed addresses may hold secrets."""
        for folder in (self.config_dir, self.data_dir, self.state_dir):
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise UsageError(
                    f"Cannot make the folder {folder}: {error.strerror}",
                    "Choose another with --dir or CLEW_DIR",
                ) from error


def expanded(path: Path) -> Path:
    """``path`` with the home folder for ``~``; as it is, like in a shell, where nobody has one."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def resolve(directory: Path | None, *, sample: bool = False) -> Profile:
    """The profile of ``--dir`` / ``CLEW_DIR`` (one folder for all), else the platform's folders.

    ``sample`` without a directory is the sample edition's own profile, beside the data folder.
    """
    if directory is not None:
        home = expanded(directory)
        return Profile(home, home, home, sample=sample)
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("clew", appauthor=False)
    if sample:
        home = dirs.user_data_path / "sample"
        return Profile(dirs.user_config_path, home, home, sample=True)
    return Profile(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path)


def meant(typed: str) -> Path:
    """The file that a person means by what was typed, pasted or dropped: in quotes, as a file:
    address, or begun anew behind a ``~/`` that stood there (``~//tmp/x`` is ``/tmp/x``)."""
    words = typed.strip()
    if words.startswith(("'", '"')):
        words = words[1:].removesuffix(words[0])
    if words.startswith("~/") and words[2:].lstrip("'\"").startswith(("/", "~", "file://")):
        return meant(words[2:])
    if words.startswith("file://"):
        from urllib.parse import unquote

        words = unquote(words.removeprefix("file://").removeprefix("localhost"))
    return expanded(Path(words))


def themes_dir() -> Path:
    """The shipped themes: in the wheel inside the package, in a checkout at the top level."""
    inside = Path(__file__).parent / "themes"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "themes"


def sample_dir() -> Path:
    """The feed files of the sample edition."""
    return Path(__file__).parent / "sample"
