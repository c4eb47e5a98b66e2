"""Checks the JUnit reports of the runs named (jdk17 jdk25): nothing failed or skipped, all ran the same tests.

Every class XTest or XIT that is not abstract must have run tests, in every run, on the JDK that the run is named after.
Reports are in <module>/target/test-reports/<run>. A module whose tests another borrows is tested as a jar: jar.sha256 beside
the reports of both, which its tests wrote, is the hash of the jar that was packed.
"""

import hashlib
import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

# Modules that run the test classes of another.
BORROWED = {"provider-vault-legacy": "provider-vault"}


def test_classes():
    """What must run: "<module>: <class>" of each test class in the sources."""
    names = set()
    for file in Path().glob("*/src/test/java/**/*.java"):
        if file.stem.endswith(("Test", "IT")) and not re.search(rf"\babstract class {file.stem}\b", file.read_text("utf-8")):
            names.add((file.parts[0], ".".join(file.with_suffix("").parts[4:])))
    for borrower, lender in BORROWED.items():
        names |= {(borrower, name) for module, name in names if module == lender}
    return {f"{module}: {name}" for module, name in names}


def tests_of(run):
    """How many tests each test class ran, by module and class; and what is wrong with them."""
    counts, problems = {}, []
    nested = set()  # surefire may count nested tests in another class's report
    for report in sorted(Path().glob(f"*/target/test-reports/{run}/TEST-*.xml")):
        suite = xml.parse(report).getroot()
        name = f"{report.parts[0]}: {suite.get('name')}"
        jdk = suite.find("properties/property[@name='java.specification.version']")
        if jdk is None or run != "jdk" + jdk.get("value"):
            problems.append(f"{run}, {name}: ran on another JDK")
        counts[name] = counts.get(name, 0) + int(suite.get("tests"))
        for case in suite.iter("testcase"):
            nested.add(f"{report.parts[0]}: {case.get('classname').split('$')[0]}")
        for bad in ("failures", "errors", "skipped"):
            if int(suite.get(bad, 0)):
                problems.append(f"{run}, {name}: {bad} {suite.get(bad)}")
    ran = {name.split("$")[0] for name, count in counts.items() if count}
    ran |= nested
    problems += [f"{run}, {name}: no test of it ran" for name in sorted(test_classes() - ran)]
    return counts, problems


def differences(first, second, runs):
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            yield f"{name}: tests {first.get(name, 0)} on {runs[0]}, {second.get(name, 0)} on {runs[1]}"


def jars(runs):
    """What was not tested as the jar that was packed; prints that jar's hash."""
    for borrower, lender in BORROWED.items():
        found = [file for file in Path(lender, "target").glob("*.jar") if not re.search("-(sources|javadoc)$", file.stem)]
        if len(found) != 1:
            yield f"{lender}: {len(found)} jars in its target, not one"
            continue
        packed = hashlib.sha256(found[0].read_bytes()).hexdigest()
        print(f"SHA-256 {packed} {found[0]}")
        for run in runs:
            for module in (lender, borrower):
                seen = Path(module, "target/test-reports", run, "jar.sha256")
                if not seen.is_file() or seen.read_text("ascii").strip() != packed:
                    yield f"{run}, {module}: did not run with that jar"


def main(runs):
    results = [tests_of(run) for run in runs]
    problems = [problem for _, found in results for problem in found]
    for run, (counts, _) in zip(runs[1:], results[1:]):
        problems += differences(results[0][0], counts, (runs[0], run))
    problems += jars(runs)
    for run, (counts, _) in zip(runs, results):
        print(f"{run}: {sum(counts.values())} tests in {len(counts)} classes")
    print("\n".join(problems) if problems else "Skipped: 0")
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
