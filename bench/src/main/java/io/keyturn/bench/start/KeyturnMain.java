package io.keyturn.bench.start;

import io.keyturn.Secrets;

/** Reads two variables by Keyturn. */
final class KeyturnMain {
  private KeyturnMain() {}

  public static void main(String[] arguments) {
    try (Secrets secrets = Secrets.load()) {
      if (!secrets.get("USER_A").exposeString().equals("a")
          || !secrets.get("USER_B").exposeString().equals("b")) {
        throw new IllegalStateException("another value");
      }
    }
  }
}
