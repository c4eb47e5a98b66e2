package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A program that makes stores, reads a bundle of each, and tells how it went, one line a store.
 *
 * <p>An argument is a store: its id and its settings, with blanks between them.
 */
final class AwsProbe {
  /** System property: how often the bundle is read; once without it. */
  static final String READS = "probe.reads";

  private static final Path LOG = Path.of("src/test/logback-debug.xml").toAbsolutePath();

  static final String RESULT = "AwsProbe: ";

  private AwsProbe() {}

  public static void main(String[] arguments) {
    for (String store : arguments) {
      System.out.println(RESULT + read(store.split(" ")));
    }
  }

  /**
   * What the program prints, with its log, in this environment without others of AWS or proxies.
   */
  static String output(Map<String, String> environment, List<String> options, String... stores)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dlogback.configurationFile=" + LOG); // Spring Boot's jar would make it INFO
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), AwsProbe.class.getName()));
    command.addAll(List.of(stores));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(AwsProbe::isConfiguration);
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static boolean isConfiguration(String variable) {
    return variable.startsWith("AWS_") || variable.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }

  /** How each of the stores did, of what the program prints. */
  static List<String> results(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith(RESULT))
        .map(line -> line.substring(RESULT.length()))
        .toList();
  }

  private static String read(String[] words) {
    ProviderSettings.Builder settings = ProviderSettings.builder(words[0]);
    for (int i = 1; i < words.length; i++) {
      String[] setting = words[i].split("=", 2);
      new AwsSecretProviderFactory()
          .keys().stream()
              .filter(key -> key.name().equals(setting[0]))
              .forEach(key -> set(settings, key, setting[1]));
    }
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      for (int reads = Integer.getInteger(READS, 1); reads > 0; reads--) {
        store.fetch(SecretLocation.parse("aws://prod/mailjet"));
      }
      return "fetched";
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  /** Of a secret the text is the variable that has it, since arguments are logged. */
  private static void set(
      ProviderSettings.Builder settings, ProviderSettings.Key key, String text) {
    if (key.kind() == ProviderSettings.Kind.SECRET) {
      settings.secret(key, () -> Secret.of(System.getenv(text)));
    } else {
      settings.text(key, text);
    }
  }
}
