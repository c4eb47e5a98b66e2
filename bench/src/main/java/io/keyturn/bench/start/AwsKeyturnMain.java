package io.keyturn.bench.start;

import io.keyturn.Secrets;

/** Reads one AWS secret by Keyturn; like its peer it is not closed, since a service goes on. */
final class AwsKeyturnMain {
  private AwsKeyturnMain() {}

  public static void main(String[] arguments) {
    Secrets secrets = Secrets.load();
    if (!secrets.get("MAILJET_API_KEY").exposeString().equals("a")) {
      throw new IllegalStateException("another value");
    }
    System.exit(0);
  }
}
