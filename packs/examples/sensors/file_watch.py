from pathlib import Path

from attune import Sensor

sensor = Sensor()
seen = {}


@sensor.every(seconds=1)
def look(rule):
    path = Path(rule.config["path"])
    content = path.read_bytes() if path.is_file() else b""
    if rule.id not in seen:
        sensor.log("watching", path)
    elif seen[rule.id] != content:
        sensor.emit(rule, {"path": str(path), "size": len(content)})
    seen[rule.id] = content


sensor.run()
