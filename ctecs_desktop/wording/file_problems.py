"""What is told of files that cannot be read or written, and of workbooks whose container is not as it must be."""

from __future__ import annotations

from ctecs_desktop.wording.told import Family, Told, said

FILES = Family(
    {
        "file.not_found": Told(said("There is no file {path}."), said("Check the name and the folder."), ""),
        "file.unreadable": Told(said("{path} cannot be read ({reason})."), said("Check that you may open it."), ""),
        "file.held": Told(
            said("{path} is open in another program, which keeps it from being read."),
            said("Close it there, in Excel for example, then try again."),
            "",
        ),
        "file.not_a_file": Told(said("{path} is not an ordinary file."), said("Choose a workbook."), ""),
        "file.is_a_folder": Told(said("{path} is a folder."), said("Name a file.")),
        "file.not_a_picture": Told(
            said("A chart is saved as PNG or as PDF, and the name {path} says neither."),
            said("Choose a name that ends in .png or .pdf."),
        ),
        "file.too_large": Told(
            said("{path} has {size} bytes; a workbook of this program has at most {limit}."),
            said("Check that it is the right file."),
            "",
        ),
        "reading.too_slow": Told(
            said("{file} could not be read within {seconds} seconds, which no workbook of this program needs."),
            said("Nothing was taken from it. Ask the school for the file once more."),
        ),
        "reading.too_large": Told(
            said("{file} needs more memory than any workbook of this program."),
            said("Nothing was taken from it. Ask the school for the file once more."),
        ),
        "reading.broke_down": Told(
            said("Reading {file} broke down; the other files were not touched by it."),
            said(
                "Nothing was taken from it. Try it alone; if it happens again, ask the school for the file once more."
            ),
        ),
        "file.in_use": Told(
            said("{path} is open in another program."), said("Close it there, in Excel for example, then try again.")
        ),
        "file.exists_already": Told(said("There is a file {path} already."), said("Choose another name.")),
        "file.disk_full": Told(
            said("There is no space left for {path}."), said("Make some room or choose another disk, then try again.")
        ),
        "file.too_large_for_disk": Told(
            said("{path} is larger than this kind of disk can hold."), said("Choose another disk.")
        ),
        "file.read_only": Told(
            said("{path} cannot be written: the folder or the disk is read-only for you."),
            said("Choose another folder."),
        ),
        "file.no_such_folder": Told(
            said("The folder of {path} is not there."), said("Make the folder, or choose another one.")
        ),
        "file.bad_name": Told(
            said("{path} is not a name that a file can have here."), said("Choose a shorter or plainer name.")
        ),
        "file.disk_error": Told(
            said("The disk reports an error at {path}."), said("Choose another disk; this one may be failing.")
        ),
        "file.not_written": Told(said("{path} could not be written ({reason})."), said("Choose another folder.")),
        "file.not_as_written": Told(
            said("What was written into {path} was not the same when it was read back."),
            said("Choose another disk; this one may be failing."),
        ),
        "file.not_synced": Told(
            said("{path} was written, but the disk did not confirm it."),
            said("Check the file before you remove the disk."),
            "",
        ),
    },
    safe=said("A file of that name, if there was one, is as it was."),
)

_NOT_TAKEN = said("Nothing was taken from this file.")
_SEND_AGAIN = said("Ask for the file to be sent again, exactly as the program wrote it.")

CONTAINERS = Family(
    {
        "container.not_a_zip": said("This is not a workbook: it does not have the form of one."),
        "container.prefix": said("Something stands before the beginning of the workbook."),
        "container.truncated": said("The workbook is cut short; a part of it is missing."),
        "container.damaged": said("The workbook is damaged: its part “{part}” cannot be unpacked."),
        "container.directory_damaged": said("The workbook is damaged: its list of parts breaks off at {position}."),
        "container.header_damaged": said("The workbook is damaged at its part “{part}”."),
        "container.headers_differ": said("The workbook says two different things about its part “{part}”."),
        "container.names_differ": said("The workbook calls its part “{part}” by two names."),
        "container.checksum": said("The part “{part}” is not what its check sum says; the file is damaged or changed."),
        "container.size": said("The part “{part}” does not have the size that the workbook says."),
        "container.comment": said("A comment is attached to the workbook's container, where data could hide."),
        "container.entry_comment": said("A comment is attached to the part “{part}”, where data could hide."),
        "container.extra_field": said("Extra data is attached to the part “{part}”, where data could hide."),
        "container.trailing_bytes": said("{count} bytes follow after the end of the workbook."),
        "container.gap": said("Hidden data lies in the workbook before “{before}” (at {position})."),
        "container.overlap": said("Parts of the workbook lie over each other before “{before}” (at {position})."),
        "container.descriptor": said("The part “{part}” does not say beforehand how large it is."),
        "container.duplicate_name": said("The part “{part}” is in the workbook twice."),
        "container.name_within_name": said("The part “{part}” lies inside another part."),
        "container.name": said("The workbook has a part with a forbidden name: “{part}”."),
        "container.empty": said("The workbook has no parts."),
        "container.encrypted": Told(
            said("The part “{part}” is encrypted; the workbook may have a password."),
            said("Ask for the file to be sent again without a password, exactly as the program wrote it."),
        ),
        "container.flags": said("The part “{part}” is packed in an unusual way (flags {flags}, version {version})."),
        "container.method": said("The part “{part}” is packed by a method that is not allowed ({method})."),
        "container.several_disks": said("The workbook is spread over several disks."),
        "container.zip64": said("The workbook's container has the form for huge files."),
        "container.file_too_large": said("The file has {size} bytes; {limit} is the most."),
        "container.unpacked_too_large": said("Unpacked, the workbook would have {size} bytes; {limit} is the most."),
        "container.ratio": said("The part “{part}” would swell to more than {limit} times its size."),
        "container.too_many_parts": said("The workbook has {count} parts; {limit} is the most."),
        "container.uneven": said("The workbook's container is not written in one even form ({field})."),
    },
    safe=_NOT_TAKEN,
    then=_SEND_AGAIN,
)

PACKAGES = Family(
    {
        "package.no_content_types": said("The workbook lacks the list of its parts' kinds."),
        "package.content_types_form": said("The list of the parts' kinds is not as it must be ({found})."),
        "package.content_type_twice": said("A kind is given twice in the workbook ({found})."),
        "package.content_type_without_part": said("The workbook names a part that is not there: “{part}”."),
        "package.no_content_type": said("The workbook does not say of what kind its part “{part}” is."),
        "package.no_workbook": said("There is no workbook in this file."),
        "package.two_workbooks": said("There is more than one workbook in this file ({parts})."),
        "package.macros": said("The workbook holds macros (“{part}”); ours never do."),
        "package.active_content": said(
            "The workbook holds active content in “{part}” ({content_type}); ours never do."
        ),
        "package.external_relationship": said("“{part}” of the workbook points outside it: {target}."),
        "package.relationship_id_twice": said("Two links in “{part}” have the same name: {id}."),
        "package.relationship_target": said("A link in “{part}” points to a forbidden place: {target}."),
        "package.relationship_without_part": said("A link in “{part}” points to a part that is not there: {target}."),
        "package.relationships_form": said("The links in “{part}” are not written as they must be ({found})."),
        "package.relationships_type": said("“{part}” is not of the kind that holds links ({content_type})."),
        "package.relationships_without_part": said("“{part}” holds the links of a part that is not there."),
        "package.declaration": said("“{part}” begins in a way that is not allowed."),
        "package.doctype": said("“{part}” defines its own document type, which is a way to attack a reader."),
        "package.comment_or_instruction": said("“{part}” holds comments or instructions, where data could hide."),
        "package.not_utf8": said("The text of “{part}” is not in UTF-8."),
        "package.not_canonical": said("A part of the signature cannot be put into its standard form."),
        "package.xml_attribute": said("“{part}” has an attribute that is not allowed there."),
        "package.xml_damaged": said("“{part}” is not well-formed."),
        "package.xml_too_large": said("“{part}” has {size} bytes; {limit} is the most."),
    },
    safe=_NOT_TAKEN,
    then=_SEND_AGAIN,
)
