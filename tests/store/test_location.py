"""Where a workspace may lie."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest

from ctecs_desktop.store.location import is_share_name, location_notice, refuse_network_share, shared_mount_of

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:35 / /home rw - nfs4 server:/home rw
41 40 0:36 / /home/pat/local\\040disk rw - ext4 /dev/vdb rw
42 22 0:37 / /mnt/share rw - cifs //server/share rw
43 22 0:38 / /mnt/usb rw - vfat /dev/sdb1 rw
44 22 0:39 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
45 22 0:40 / /late rw - ext4 /dev/vdc rw
46 22 0:41 / /late rw - nfs server:/late rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/x.ctecs", None),
        ("/home/pat/x.ctecs", "nfs4"),
        ("/home/pat/local disk/x.ctecs", None),
        ("/homework/x.ctecs", None),
        ("/mnt/share/deep/x.ctecs", "cifs"),
        ("/mnt/usb/x.ctecs", None),
        ("/run/user/1000/gvfs/smb-share/x.ctecs", "fuse.gvfsd-fuse"),
        ("/late/x.ctecs", "nfs"),
    ],
)
def test_a_share_is_known_by_its_mount(path: str, kind: str | None) -> None:
    assert shared_mount_of(path, MOUNTS) == kind


@pytest.mark.parametrize(
    ("path", "is_share"),
    [
        (r"\\server\share\x.ctecs", True),
        (r"\\?\UNC\server\share\x.ctecs", True),
        (r"C:\Users\pat\x.ctecs", False),
        (r"\\?\C:\Users\pat\x.ctecs", False),
    ],
)
def test_a_server_is_known_by_its_windows_name(path: str, is_share: bool) -> None:
    assert is_share_name(PureWindowsPath(path).drive) == is_share


def test_a_local_folder_is_no_share(tmp_path: Path) -> None:
    refuse_network_share(tmp_path / "not there yet.ctecs")


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - District Schools",
        "Dropbox",
        "Dropbox (Office)",
        "Google Drive",
        "iCloudDrive",
        "Nextcloud",
    ],
)
def test_a_synchronised_folder_is_noticed_and_not_refused(folder: str, tmp_path: Path) -> None:
    path = tmp_path / folder / "school" / "x.ctecs"
    assert location_notice(path) == "store.synced_folder"
    refuse_network_share(path)


@pytest.mark.parametrize("folder", ["Documents", "boxes", "dropbox-backups", "my onedrive notes"])
def test_other_folders_are_not(folder: str, tmp_path: Path) -> None:
    assert location_notice(tmp_path / folder / "OneDrive.ctecs") is None


def test_the_folder_that_onedrive_names_itself_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Work"))
    assert location_notice(tmp_path / "Work" / "x.ctecs") == "store.synced_folder"
    assert location_notice(tmp_path / "Workshop" / "x.ctecs") is None
