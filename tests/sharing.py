"""Which tests go to the same worker: those of one file, so that what they share is started once."""

from xdist.scheduler import LoadScopeScheduling

# Every test of these has a site of its own, and takes long.
APART = ("tests/flows/test_every_page.py", "tests/flows/test_main_story.py")


def is_apart(nodeid: str) -> bool:
    return nodeid.startswith(APART)


class ByFile(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return nodeid if is_apart(nodeid) else nodeid.partition("::")[0]
