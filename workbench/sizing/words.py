"""Amounts of memory and time as people read them."""

from workbench.sizing.formula import Formula

_MIB = 1024 * 1024
GIB = 1024 * _MIB
CENT_USD = 0.01
SMALL_MIB = 0.1


def size_words(size_bytes: float) -> str:
    """`48 MB`, `1.3 GB`, `0.2 MB`, `22 KB`. A GB has 1024 MB, as systems count it."""
    if size_bytes >= GIB:
        return f"{gigabytes(size_bytes)} GB"
    mib = size_bytes / _MIB
    if mib < SMALL_MIB:
        return f"{size_bytes / 1024:.0f} KB"
    return f"{mib:.1f} MB" if mib < 10 else f"{mib:.0f} MB"


def gigabytes(size_bytes: float) -> str:
    """`10.6`, from a hundred on whole."""
    value = size_bytes / GIB
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def of_words(need_bytes: float, room_bytes: float) -> str:
    """`10.6 of 18.0 GB`."""
    return f"{gigabytes(need_bytes)} of {gigabytes(room_bytes)} GB"


def formula_words(line: Formula) -> str:
    """The value with its unit."""
    match line.unit:
        case "bytes":
            return size_words(line.value)
        case "s":
            return f"{line.value * 1000:,.1f} ms" if line.value < 1 else f"{line.value:,.2f} s"
        case "USD":
            return f"${line.value:,.2f}" if line.value >= CENT_USD else f"${line.value:.4f}"
        case unit:
            number = f"{line.value:,.0f}" if line.value >= 10 else f"{line.value:.2f}"
            return f"{number} {unit}".strip()


def curl_example(name: str, base_url: str, key: str) -> str:
    """How to try a served model in a terminal."""
    return (
        f"curl {base_url}/chat/completions \\\n"
        f"  -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n"
        f'  -d \'{{"model": "{name}", "messages": '
        '[{"role": "user", "content": "Hello"}]}\''
    )
