"""Checks a JSON value against the part of JSON Schema that docs/reference uses. Standard library
only: problems(schema, value) gives a list of sentences, empty when the value fits.

Fields that the schema does not describe are problems too, so that it stays complete."""

import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
         "integer": int, "number": (int, float)}


def has_type(value, name):
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def problems(schema, value, place="$", root=None):
    root = root or schema
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return problems(target, value, place, root)
    if "anyOf" in schema:
        tried = [problems(option, value, place, root) for option in schema["anyOf"]]
        return [] if any(not found for found in tried) else tried[-1]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{place}: {value!r} is no {schema['enum']}"]
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(has_type(value, name) for name in names):
        return [f"{place}: {value!r} is no {' or '.join(names)}"]
    found = []
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{place}: {value!r} does not match {schema['pattern']}")
    if isinstance(value, int) and value < schema.get("minimum", value):
        found.append(f"{place}: {value} is below {schema['minimum']}")
    if isinstance(value, int) and value > schema.get("maximum", value):
        found.append(f"{place}: {value} is above {schema['maximum']}")
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            found += problems(schema["items"], item, f"{place}[{i}]", root)
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                found.append(f"{place}: {name} is missing")
        if "properties" in schema:
            for name, item in value.items():
                if name in schema["properties"]:
                    found += problems(schema["properties"][name], item, f"{place}.{name}", root)
                else:
                    found.append(f"{place}: {name} is not described")
        elif isinstance(schema.get("additionalProperties"), dict):
            for name, item in value.items():
                found += problems(schema["additionalProperties"], item, f"{place}.{name}", root)
    return found
