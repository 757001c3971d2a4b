"""What a learner has done: events on the disk, and the experience that follows from them.

    store = Store(folder)
    store.add("check.pass", "pt.mental-model/ex1", {"torch": "2.13.0"})
    state = fold(store.events(), load().lessons)

Events are facts (a check passed, a finding is gone); experience, levels and achievements are
computed from them and stored nowhere. Nothing in an event tells code, paths or names.
"""

from .events import Event
from .place import default_folder, open_store
from .state import State, fold
from .store import Store

__all__ = ["Event", "State", "Store", "default_folder", "fold", "open_store"]
