"""Static files of production: hashed names, also where one of our scripts imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django's own switch for this looks into other people's scripts too, and fails on one of django-htmx.
OUR_SCRIPTS = "js/*.js"
IMPORT_FROM = (
    r"""(?P<matched>import(?P<names>[^'"]*?)from\s*"(?P<url>\.{1,2}/[^"]+)";)""",
    """import%(names)sfrom "%(url)s";""",
)
IMPORT_LATER = (r"""(?P<matched>import\("(?P<url>\.{1,2}/[^"]+)"\))""", """import("%(url)s")""")


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """So that after a deployment no page runs a new script with an old part of it."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, (OUR_SCRIPTS, (IMPORT_FROM, IMPORT_LATER)))
