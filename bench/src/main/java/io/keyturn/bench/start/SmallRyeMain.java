package io.keyturn.bench.start;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads two variables by SmallRye Config. */
final class SmallRyeMain {
  private SmallRyeMain() {}

  public static void main(String[] arguments) {
    Config config = ConfigProvider.getConfig();
    if (!config.getValue("USER_A", String.class).equals("a")
        || !config.getValue("USER_B", String.class).equals("b")) {
      throw new IllegalStateException("another value");
    }
  }
}
