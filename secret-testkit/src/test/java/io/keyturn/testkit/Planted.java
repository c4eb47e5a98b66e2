package io.keyturn.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A test under test, which tells its canary in the way it is given. */
@ExtendWith(LeakGuard.class)
final class Planted {
  private static String value = "";
  private static Leak leak = text -> {};

  interface Leak {
    void of(String value) throws Exception;
  }

  /** What its guard reports of a leak of a random canary. */
  static List<Throwable> run(Leak told) {
    return run("", told);
  }

  /** What its guard reports of a leak of this value; of a random canary if it is empty. */
  static List<Throwable> run(String planted, Leak told) {
    return run(planted, told, new ByteArrayOutputStream());
  }

  static List<Throwable> run(String planted, Leak told, ByteArrayOutputStream printed) {
    value = planted;
    leak = told;
    return run(Planted.class, printed);
  }

  /** What the guard reports of a test whose output goes nowhere, since it may well be a canary. */
  static List<Throwable> run(Class<?> test) {
    return run(test, new ByteArrayOutputStream());
  }

  /** The streams are wrapped again, since the guard listens below them otherwise. */
  private static List<Throwable> run(Class<?> test, ByteArrayOutputStream printed) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    Ears ears = Ears.open();
    StandardStreams heard = new StandardStreams(ears);
    try {
      return failures(test);
    } finally {
      heard.close();
      ears.close();
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static List<Throwable> failures(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(test))
        .execute()
        .allEvents()
        .failed()
        .stream()
        .map(
            event ->
                event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .toList();
  }

  @Test
  void leaks() throws Exception {
    leak.of(value.isEmpty() ? LeakGuard.canary().text() : LeakGuard.guard(value).text());
  }
}
