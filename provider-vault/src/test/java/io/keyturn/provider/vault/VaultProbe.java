package io.keyturn.provider.vault;

import io.keyturn.Secrets;
import io.keyturn.secret.SecretException;
import io.keyturn.testpages.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that makes two of the store {@code vault} as the environment has it, reads one secret,
 * and tells how it went. Its log is there in full.
 */
final class VaultProbe {
  private static final String RESULT = "probe: ";
  static final String NO_READ = "-Dprobe.read=false";

  private VaultProbe() {}

  public static void main(String[] arguments) {
    try (Secrets secrets = Secrets.builder().configured().build();
        Secrets same = Secrets.builder().configured().build()) {
      if (Boolean.parseBoolean(System.getProperty("probe.read", "true"))) {
        secrets.get("key");
        System.out.println(RESULT + "read");
      } else {
        System.out.println(RESULT + "made " + List.of(secrets, same).size());
      }
    } catch (SecretException e) {
      System.out.println(RESULT + e.getMessage());
    }
  }

  /** What it says. */
  static List<String> run(Map<String, String> variables, List<String> options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(options);
    all.add("-Dkeyturn.store=vault");
    all.add("-Dkeyturn.stores.vault.location=secret/tls#{name}");
    all.add("-Dlogback.configurationFile=none");
    try (ChildJvm child =
        new ChildJvm(
            ProcessBuilder::new,
            variables,
            all,
            System.getProperty("java.class.path"),
            VaultProbe.class)) {
      child.end();
      return child.heard();
    }
  }
}
