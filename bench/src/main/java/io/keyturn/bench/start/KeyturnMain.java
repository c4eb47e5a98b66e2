package io.keyturn.bench.start;

import io.keyturn.Secrets;

/** Reads two variables by Keyturn; like its peer it is not closed, since a service goes on. */
final class KeyturnMain {
  private KeyturnMain() {}

  public static void main(String[] arguments) {
    Secrets secrets = Secrets.load();
    if (!secrets.get("USER_A").exposeString().equals("a")
        || !secrets.get("USER_B").exposeString().equals("b")) {
      throw new IllegalStateException("another value");
    }
  }
}
