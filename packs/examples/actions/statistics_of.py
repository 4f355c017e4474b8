"""Counts and averages the numbers it is given."""

import json
import sys

numbers = json.load(sys.stdin)["numbers"]
json.dump(
    {
        "count": len(numbers),
        "mean": sum(numbers) / len(numbers),
        "smallest": min(numbers),
        "largest": max(numbers),
    },
    sys.stdout,
)
