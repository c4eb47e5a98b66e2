package io.keyturn.bench.start;

/** Nothing but a JVM. */
final class BareMain {
  private BareMain() {}

  public static void main(String[] arguments) {
    if (!"a".equals(System.getenv("USER_A"))) {
      throw new IllegalStateException("another value");
    }
  }
}
