package io.keyturn.provider.env;

import io.keyturn.Secrets;

/** A program that reads two variables and ends; see {@link StartTest}. */
final class StartingChild {
  private StartingChild() {}

  public static void main(String[] args) {
    try (Secrets secrets = Secrets.load()) {
      System.out.println("read " + secrets.get("USER_A") + " and " + secrets.get("USER_B"));
    }
  }
}
