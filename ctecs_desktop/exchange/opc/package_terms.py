"""The names, types and namespaces of Open Packaging Conventions and of its digital signatures, as Excel writes them.

Sources: ECMA-376 part 2 (packages, relationships, digital signatures), W3C XML-Signature and RFC 4051
(algorithms), ETSI TS 101 903 (XAdES), MS-OFFCRYPTO 2.5.2 (what Office adds).
"""

from __future__ import annotations

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE_TYPE = "application/vnd.openxmlformats-package"
_OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"

# Namespaces.
CONTENT_TYPES_NAMESPACE = f"{_PACKAGE}/content-types"
RELATIONSHIPS_NAMESPACE = f"{_PACKAGE}/relationships"
PACKAGE_SIGNATURE_NAMESPACE = f"{_PACKAGE}/digital-signature"
DSIG_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
XADES_NAMESPACE = "http://uri.etsi.org/01903/v1.3.2#"
OFFICE_SIGNATURE_NAMESPACE = "http://schemas.microsoft.com/office/2006/digsig"

# Content types.
RELATIONSHIPS_TYPE = f"{_PACKAGE_TYPE}.relationships+xml"
CORE_PROPERTIES_TYPE = f"{_PACKAGE_TYPE}.core-properties+xml"
EXTENDED_PROPERTIES_TYPE = f"{_OFFICE_TYPE}.extended-properties+xml"
CUSTOM_PROPERTIES_TYPE = f"{_OFFICE_TYPE}.custom-properties+xml"
WORKBOOK_TYPE = f"{_OFFICE_TYPE}.spreadsheetml.sheet.main+xml"
SIGNATURE_ORIGIN_TYPE = f"{_PACKAGE_TYPE}.digital-signature-origin"
SIGNATURE_TYPE = f"{_PACKAGE_TYPE}.digital-signature-xmlsignature+xml"
SIGNATURE_TYPE_PREFIX = f"{_PACKAGE_TYPE}.digital-signature-"

# Relationship types.
WORKBOOK_RELATIONSHIP = f"{_OFFICE_DOCUMENT}/relationships/officeDocument"
CORE_PROPERTIES_RELATIONSHIP = f"{RELATIONSHIPS_NAMESPACE}/metadata/core-properties"
EXTENDED_PROPERTIES_RELATIONSHIP = f"{_OFFICE_DOCUMENT}/relationships/extended-properties"
CUSTOM_PROPERTIES_RELATIONSHIP = f"{_OFFICE_DOCUMENT}/relationships/custom-properties"
SIGNATURE_ORIGIN_RELATIONSHIP = f"{RELATIONSHIPS_NAMESPACE}/digital-signature/origin"
SIGNATURE_RELATIONSHIP = f"{RELATIONSHIPS_NAMESPACE}/digital-signature/signature"
SIGNATURE_RELATIONSHIP_PREFIX = f"{RELATIONSHIPS_NAMESPACE}/digital-signature/"

# Names of entries.
CORE_PROPERTIES_NAME = "docProps/core.xml"
EXTENDED_PROPERTIES_NAME = "docProps/app.xml"
CUSTOM_PROPERTIES_NAME = "docProps/custom.xml"
SIGNATURE_FOLDER = "_xmlsignatures"
SIGNATURE_ORIGIN_NAME = f"{SIGNATURE_FOLDER}/origin.sigs"
SIGNATURE_ORIGIN_RELATIONSHIPS_NAME = f"{SIGNATURE_FOLDER}/_rels/origin.sigs.rels"
SIGNATURE_NAME = f"{SIGNATURE_FOLDER}/sig1.xml"

# What stands outside the signature, as in Excel: these entries (and all under SIGNATURE_FOLDER) ...
UNSIGNED_NAMES = {
    CORE_PROPERTIES_NAME: CORE_PROPERTIES_TYPE,
    EXTENDED_PROPERTIES_NAME: EXTENDED_PROPERTIES_TYPE,
}
# ... and, in the root relationships, these, each with the only entry it may point to.
UNSIGNED_RELATIONSHIPS = {
    CORE_PROPERTIES_RELATIONSHIP: CORE_PROPERTIES_NAME,
    EXTENDED_PROPERTIES_RELATIONSHIP: EXTENDED_PROPERTIES_NAME,
    SIGNATURE_ORIGIN_RELATIONSHIP: SIGNATURE_ORIGIN_NAME,
}

# Algorithms and types of references.
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RELATIONSHIP_TRANSFORM = f"{_PACKAGE}/RelationshipTransform"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
ECDSA_SHA384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"
ECDSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"
OBJECT_REFERENCE = f"{DSIG_NAMESPACE}Object"
SIGNED_PROPERTIES_REFERENCE = "http://uri.etsi.org/01903#SignedProperties"

# Ids inside the signature.
SIGNATURE_ID = "idPackageSignature"
PACKAGE_OBJECT_ID = "idPackageObject"
OFFICE_OBJECT_ID = "idOfficeObject"
SIGNED_PROPERTIES_ID = "idSignedProperties"
SIGNATURE_TIME_ID = "idSignatureTime"
OFFICE_DETAILS_ID = "idOfficeV1Details"

SIGNATURE_TIME_FORMAT = "YYYY-MM-DDThh:mm:ssTZD"

# The children of SignatureInfoV1, all of them, in their order, with what they hold when nothing else is said.
OFFICE_DETAILS = {
    "SetupID": "",
    "SignatureText": "",
    "SignatureImage": "",
    "SignatureComments": "",
    "WindowsVersion": "10.0",
    "OfficeVersion": "16.0.15726/23",
    "ApplicationVersion": "16.0.15726",
    "Monitors": "1",
    "HorizontalResolution": "1920",
    "VerticalResolution": "1080",
    "ColorDepth": "32",
    "SignatureProviderId": "{00000000-0000-0000-0000-000000000000}",
    "SignatureProviderUrl": "",
    "SignatureProviderDetails": "9",
    "SignatureType": "1",
}


def manifest_uri(name: str, content_type: str) -> str:
    """How a manifest names the entry ``name``."""
    return f"/{name}?ContentType={content_type}"
