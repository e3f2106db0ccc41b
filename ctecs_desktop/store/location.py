"""Where a workspace may lie: not on a network share, and better not in a folder that another program synchronises."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from ctecs_desktop.domain.errors import StoreError

_SHARED_FILE_SYSTEMS = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "davfs", "ceph", "glusterfs", "lustre"),
        *("fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.smbnetfs"),
    }
)
"""Names under which Linux mounts a share; SQLite's locks cannot be trusted there."""

_SYNCED_FOLDER = re.compile(
    r"onedrive( - .+)?|dropbox( \(.+\))?|google ?drive|my drive|icloud ?drive|com~apple~clouddocs|nextcloud|owncloud"
    r"|box( sync)?|syncthing|sync",
    re.IGNORECASE,
)

_DRIVE_REMOTE = 4
"""What Windows's GetDriveType answers for a network drive."""


def location_notice(path: Path) -> str | None:
    """``"store.synced_folder"`` where a program such as OneDrive may copy the file while it is being written.

    A notice and not a refusal: many schools' whole home folders are synchronised.
    """
    folders = path.absolute().parent.parts
    named = (os.environ.get(name) for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"))
    is_under_onedrive = any(root and path.absolute().is_relative_to(root) for root in named)
    if is_under_onedrive or any(_SYNCED_FOLDER.fullmatch(folder) for folder in folders):
        return "store.synced_folder"
    return None


def refuse_network_share(path: Path) -> None:
    """Raise ``StoreError("store.network_share")`` where ``path`` lies on one."""
    if _is_on_share(path):
        raise StoreError("store.network_share", path=str(path))


def _is_on_share(path: Path) -> bool:
    if sys.platform == "win32":
        return _is_windows_share(path)
    mounts = Path("/proc/self/mountinfo")
    if not mounts.exists():
        return False
    # realpath and not resolve(strict=True): the file itself may not be there yet.
    return shared_mount_of(os.path.realpath(path), mounts.read_text(encoding="utf-8", errors="replace")) is not None


def shared_mount_of(real_path: str, mountinfo: str) -> str | None:
    """The file system of the share that ``real_path`` lies on, by the text of Linux's mountinfo; None where local."""
    longest, found = -1, ""
    for line in mountinfo.splitlines():
        fields, _, rest = line.partition(" - ")
        parts = fields.split(" ")
        if len(parts) < 5 or not rest:
            continue
        mount_point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), parts[4])
        inside = real_path == mount_point or real_path.startswith(mount_point.rstrip("/") + "/")
        # Of two mounts on one point the later hides the earlier.
        if inside and len(mount_point) >= longest:
            longest, found = len(mount_point), rest.split(" ")[0]
    return found if found in _SHARED_FILE_SYSTEMS else None


def is_share_name(drive: str) -> bool:
    """Whether the drive part of a Windows path names a server (``\\\\server\\share``), in its short or long form."""
    is_long = drive.upper().startswith("\\\\?\\UNC\\")
    return is_long or (drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")))


def _is_windows_share(path: Path) -> bool:
    import ctypes  # only Windows needs it

    drive = Path(os.path.realpath(path)).drive
    if is_share_name(drive):
        return True
    loader = getattr(ctypes, "windll", None)
    return loader is not None and loader.kernel32.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE
