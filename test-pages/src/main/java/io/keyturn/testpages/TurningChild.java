package io.keyturn.testpages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.Rotating;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.SecretsEvent;
import io.keyturn.secret.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A program that reads a pair of keys and tells each turn, by a digest; and at each line that it
 * reads, what its stores remark. It ends when there is nothing more to read, so also with the test.
 */
public final class TurningChild {
  private TurningChild() {}

  /** The pair of the page's examples. */
  public record MailjetKeys(
      @SecretName("MAILJET_API_KEY") Secret apiKey,
      @SecretName("MAILJET_SECRET_KEY") Secret secretKey) {
    String digest() {
      return TurningChild.digest(apiKey.exposeString(), secretKey.exposeString());
    }
  }

  public static void main(String[] args) throws IOException {
    try (Secrets secrets = Secrets.builder().configured().listener(TurningChild::hear).build()) {
      Rotating<MailjetKeys> keys = secrets.rotating(MailjetKeys.class);
      keys.onRotation(turn -> System.out.println("turned to " + keys.get().digest()));
      System.out.println("read " + keys.get().digest());
      BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      while (asked.readLine() != null) {
        secrets.status().bundles().forEach(bundle -> bundle.remark().ifPresent(TurningChild::tell));
        System.out.println("told");
      }
    }
  }

  private static void hear(SecretsEvent event) {
    if (event instanceof SecretsEvent.Failing failed) {
      System.out.println("failed " + failed.reason());
    }
  }

  private static void tell(String remark) {
    System.out.println("remark " + remark);
  }

  /** Of values with as many random bits as a canary has, a digest tells nothing. */
  static String digest(String apiKey, String secretKey) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest((apiKey + "\n" + secretKey).getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
