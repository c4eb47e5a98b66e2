"""Checks the JUnit reports of the runs named (jdk17 jdk25): nothing failed or skipped, all ran the same tests.

A module with test classes must have tests in every run, and the run must have been on the JDK that it is named after.
Reports are in <module>/target/test-reports/<run>.
"""

import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def tests_of(run):
    """How many tests each test class ran, by module and class; and what is wrong with them."""
    counts, problems = {}, []
    for report in sorted(Path().glob(f"*/target/test-reports/{run}/TEST-*.xml")):
        suite = xml.parse(report).getroot()
        name = f"{report.parts[0]}: {suite.get('name')}"
        jdk = suite.find("properties/property[@name='java.specification.version']")
        if jdk is None or run != "jdk" + jdk.get("value"):
            problems.append(f"{run}, {name}: ran on another JDK")
        counts[name] = counts.get(name, 0) + int(suite.get("tests"))
        for bad in ("failures", "errors", "skipped"):
            if int(suite.get(bad, 0)):
                problems.append(f"{run}, {name}: {bad} {suite.get(bad)}")
    modules = {name.split(":")[0] for name, count in counts.items() if count}
    for module in sorted({path.parts[0] for path in Path().glob("*/src/test/java/**/*Test.java")} - modules):
        problems.append(f"{run}: no test of {module} ran")
    if not counts:
        problems.append(f"{run}: no reports")
    return counts, problems


def differences(first, second, runs):
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            yield f"{name}: tests {first.get(name, 0)} on {runs[0]}, {second.get(name, 0)} on {runs[1]}"


def main(runs):
    results = [tests_of(run) for run in runs]
    problems = [problem for _, found in results for problem in found]
    for run, (counts, _) in zip(runs[1:], results[1:]):
        problems += differences(results[0][0], counts, (runs[0], run))
    for run, (counts, _) in zip(runs, results):
        print(f"{run}: {sum(counts.values())} tests in {len(counts)} classes")
    print("\n".join(problems) if problems else "Skipped: 0")
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
