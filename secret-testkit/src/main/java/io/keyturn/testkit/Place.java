package io.keyturn.testkit;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/** A place in the code, written as a stack trace writes it, so that it is found at once. */
final class Place {
  private static final String UNKNOWN = "a place unknown";
  private static final Pattern PLUMBING =
      Pattern.compile("(java|javax|jdk|sun|com\\.sun|ch\\.qos\\.logback|org\\.slf4j)\\..*");
  private static final Set<String> GUARD =
      Set.of(
          Place.class.getName(),
          LeakGuard.class.getName(),
          Watch.class.getName(),
          Ears.class.getName(),
          JulEar.class.getName(),
          "io.keyturn.testkit.LogbackEar", // by name: Logback may be absent
          StandardStreams.class.getName(),
          Trial.class.getName());

  private Place() {}

  /** Where somebody called what led here: the JDK, the log and the guard itself are passed over. */
  static String ofCaller() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .map(StackWalker.StackFrame::toStackTraceElement)
                    .filter(frame -> !isPlumbing(frame.getClassName()))
                    .findFirst())
        .map(Place::write)
        .orElse(UNKNOWN);
  }

  /** Where a throwable was made. */
  static String of(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace()).findFirst().map(Place::write).orElse(UNKNOWN);
  }

  private static boolean isPlumbing(String type) {
    return PLUMBING.matcher(type).matches() || GUARD.contains(type.replaceFirst("\\$.*", ""));
  }

  private static String write(StackTraceElement frame) {
    return "%s.%s(%s:%d)"
        .formatted(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }
}
