"""What the analysis knows about torch's API, as data. Nothing here imports torch.

`generated.py` has the tables that a script reads off an installed torch; the others hold what no table can
tell, by topic, and name their source. Users import the package and ask `torch_facts.NAME`.
"""

from .generated import *
from .modules import *
from .names import *
from .tensors import *
from .training import *
