package io.keyturn.testkit;

import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Which versions were given, and which of them were retired. Thread-safe. */
final class Versions {
  private final ReentrantLock lock = new ReentrantLock();

  /** By bundle, the versions that were given since they were last retired. */
  private final Map<SecretLocation, Set<String>> inUse = new HashMap<>();

  private final List<String> retired = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  void given(SecretLocation bundle, String version) {
    lock.lock();
    try {
      inUse.computeIfAbsent(bundle, b -> new LinkedHashSet<>()).add(version);
    } finally {
      lock.unlock();
    }
  }

  void retired(SecretLocation bundle, String version) {
    lock.lock();
    try {
      retired.add(version + " of " + bundle);
      if (!inUse.getOrDefault(bundle, Set.of()).remove(version)) {
        problems.add(version + " of " + bundle + " was retired, and was not given before");
      }
    } finally {
      lock.unlock();
    }
  }

  List<String> retired() {
    lock.lock();
    try {
      return List.copyOf(retired);
    } finally {
      lock.unlock();
    }
  }

  /** Of each bundle one version may be in use. */
  List<String> problems() {
    lock.lock();
    try {
      List<String> all = new ArrayList<>(problems);
      inUse.forEach(
          (bundle, versions) -> {
            if (versions.size() > 1) {
              all.add("of " + bundle + " are in use: " + String.join(", ", versions));
            }
          });
      return all;
    } finally {
      lock.unlock();
    }
  }
}
