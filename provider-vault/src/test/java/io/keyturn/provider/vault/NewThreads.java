package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads that were not there before, of those that are seen. */
final class NewThreads {
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** Sees those of now. */
  void look() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread)) {
        seen.add(thread.getName());
      }
    }
  }

  /** The JDK's HTTP client has some, by whose names they are known. */
  void assertOfTheClient() {
    assertThat(seen)
        .filteredOn(name -> !name.equals("fake-vault"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("HttpClient-"));
  }
}
