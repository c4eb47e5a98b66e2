package io.keyturn.provider.vault;

import io.keyturn.testpages.ChildJvm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A whole life in a JVM of its own, which prints all that can be heard of it. */
final class WholeLifeProbe {
  static final String LIVED = "probe: lived, unasked []";

  private WholeLifeProbe() {}

  public static void main(String[] arguments) {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setLevel(Level.ALL);
    }
    try (Loud loud = new Loud();
        WholeLife life =
            new WholeLife(LoginMethod.APPROLE, System::getenv, WholeLifeProbe::print)) {
      life.live();
      System.out.println("probe: lived, unasked " + life.unasked());
      System.out.println("probe: heard " + loud.names());
    }
  }

  private static void print(Object told) {
    if (told instanceof Throwable thrown) {
      thrown.printStackTrace(System.out);
    } else {
      System.out.println(told);
    }
  }

  /** What it says. */
  static List<String> run(Map<String, String> planted, String... options)
      throws IOException, InterruptedException {
    try (ChildJvm child =
        new ChildJvm(
            ProcessBuilder::new,
            planted,
            List.of(options),
            System.getProperty("java.class.path"),
            WholeLifeProbe.class)) {
      child.end();
      return child.heard();
    }
  }
}
