"""What a save is about to write: tried on the workspace first, then written as one."""

from workbench.errors import WorkspaceError
from workbench.workspace.atomic import Change, changed_outside, write_files
from workbench.workspace.files import encode, read_bytes
from workbench.workspace.workspace import Workspace


class Draft:
    """`overwrite`: what others wrote since is read anew, kept where it can be, else replaced."""

    def __init__(self, workspace: Workspace, *, overwrite: bool = False) -> None:
        self.workspace = workspace
        self.overwrite = overwrite
        self._wanted: dict[str, bytes] = {}

    def text(self, path: str) -> str:
        """What the file has; empty if there is none."""
        files = self.workspace.files
        if self.overwrite:
            files.seen.pop(path, None)
        return files.read(path) if files.exists(path) else ""

    def put(self, path: str, text: str) -> None:
        like = self.workspace.files.seen.get(path)
        try:
            self._wanted[path] = encode(text, like)
        except UnicodeEncodeError as error:
            found = f"{path}: half a character stands near “{text[: error.start][-20:]}”"
            raise WorkspaceError(found, "Delete it and save again.") from None

    def preview(self) -> Workspace:
        """The workspace as it will be. Whatever cannot be read from it must not be written."""
        tried = Workspace(self.workspace.folder)
        tried.files.seen = {**self.workspace.files.seen, **self._wanted}
        return tried

    def commit(self) -> Change:
        """Raises `ConflictError` if a file was changed outside, `StorageError` if it can't be."""
        seen = self.workspace.files.seen
        for path in self._wanted:
            now = read_bytes(self.workspace.folder, path)
            if not self.overwrite and now != seen.get(path):
                raise changed_outside(path)
        change = write_files(self.workspace.folder, self._wanted)
        seen.update(change.after)
        self.workspace.forget()
        return change
