package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The threads that were not there before, of those that are seen. */
final class NewThreads {
  private static final Pattern OF_FUTURES =
      Pattern.compile("(Thread|ForkJoinPool\\.commonPool-worker)-\\d+");

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** Sees those of now. */
  void look() {
    Thread.getAllStackTraces()
        .forEach(
            (thread, trace) -> {
              if (!before.contains(thread) && !isOfFutures(thread.getName(), trace)) {
                seen.add(thread.getName());
              }
            });
  }

  /**
   * Whether it is one on which the JDK's client completes each answer, by the default executor of
   * CompletableFuture: of the common pool, or where there are less than three processors a thread
   * without a name for that alone. It runs nothing of ours.
   */
  static boolean isOfFutures(String name, StackTraceElement[] trace) {
    return OF_FUTURES.matcher(name).matches()
        && Arrays.stream(trace).allMatch(NewThreads::isOfTheJdk);
  }

  private static boolean isOfTheJdk(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.");
  }

  /** The JDK's HTTP client has some, by whose names they are known. */
  void assertOfTheClient() {
    assertThat(seen)
        .filteredOn(name -> !name.equals("fake-vault"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("HttpClient-"));
  }
}
