"""Arrays of numbers, as embeddings are."""

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
