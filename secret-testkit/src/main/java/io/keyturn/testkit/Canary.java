package io.keyturn.testkit;

/** A random value whose every form {@link LeakGuard} looks for. Immutable; never printed. */
public final class Canary {
  private final String text;

  Canary(String text) {
    this.text = text;
  }

  /** The value: ASCII letters and digits where LeakGuard made it. */
  public String text() {
    return text;
  }

  /** Nothing of the value. */
  @Override
  public String toString() {
    return "Canary[]";
  }
}
