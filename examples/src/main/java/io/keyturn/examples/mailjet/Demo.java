package io.keyturn.examples.mailjet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What happens where no store is named: the keys are in a dotenv file in a temporary directory, and
 * are rotated in the middle. Used by the thread that sends, so that no message is under way when
 * the old key ends; only {@link #turned} may be called by any.
 */
final class Demo implements AutoCloseable {
  private static final Pattern NAMES_A_STORE =
      Pattern.compile(
          "KEYTURN_(STORE|CONFIG|STORES_.+|SECRETS_.+)"
              + "|keyturn\\.(store|config|stores\\..+|secrets\\..+)");
  private static final String FILE = "mailjet.env";
  private static final long PATIENCE_SECONDS = 10;

  private final Optional<MailjetStandIn> mailjet;
  private final Path folder;
  private final CountDownLatch turned = new CountDownLatch(1);
  private String key = "";
  private Optional<String> retiring = Optional.empty();

  /**
   * Writes the first pair.
   *
   * @param mailjet where a pair is activated and deactivated; empty where the server is another's
   */
  Demo(Optional<MailjetStandIn> mailjet) throws IOException {
    this.mailjet = mailjet;
    this.folder = Files.createTempDirectory("keyturn-example");
    writeNewPair();
  }

  /**
   * Whether the configuration names no store, be it in the environment or in system properties. A
   * variable that is empty is one that is not set.
   */
  static boolean wanted(Map<String, String> environment, Properties properties) {
    return Stream.concat(
            environment.entrySet().stream()
                .filter(variable -> !variable.getValue().isBlank())
                .map(Map.Entry::getKey),
            properties.stringPropertyNames().stream())
        .noneMatch(NAMES_A_STORE.asMatchPredicate());
  }

  /** The configuration, as an application would have it in {@code keyturn.properties}. */
  Map<String, String> configuration() {
    return Map.of(
        "keyturn.store",
        "file",
        "keyturn.stores.file.directory",
        folder.toString(),
        "keyturn.stores.file.location",
        FILE + "#{name}",
        "keyturn.cache.ttl",
        "200ms");
  }

  /**
   * Called before each message: rotates in the middle, and ends the old key once nobody uses it.
   */
  void before(int send, int sends) throws IOException, InterruptedException {
    if (send == sends / 2 + 1) {
      rotate();
    }
    if (send == sends) {
      awaitTurn();
    }
    if (hasTurned()) {
      retire();
    }
  }

  private void rotate() throws IOException {
    retiring = Optional.of(key);
    writeNewPair();
  }

  /** Replaces the file as a whole, as Kubernetes and Vault Agent do: no reader sees half of it. */
  private void writeNewPair() throws IOException {
    key = digits();
    String secret = digits();
    mailjet.ifPresent(m -> m.activate(key, secret));
    Path next = folder.resolve("next.env");
    Files.writeString(next, "MAILJET_API_KEY=" + key + "\nMAILJET_SECRET_KEY=" + secret + "\n");
    Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String digits() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private void awaitTurn() throws InterruptedException {
    turned.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void retire() {
    retiring.ifPresent(old -> mailjet.ifPresent(m -> m.deactivate(old)));
    retiring = Optional.empty();
  }

  /** The application has turned. */
  void turned() {
    turned.countDown();
  }

  /** Whether the application has turned. */
  boolean hasTurned() {
    return turned.getCount() == 0;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.resolve("next.env"));
    Files.deleteIfExists(folder.resolve(FILE));
    Files.deleteIfExists(folder);
  }
}
