package quickstart;

// region quickstart
import io.keyturn.Rotating;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;

public final class Main {
  record MailjetKeys(
      @SecretName("MAILJET_API_KEY") Secret apiKey,
      @SecretName("MAILJET_SECRET_KEY") Secret secretKey) {}

  public static void main(String[] args) {
    try (Secrets secrets = Secrets.load()) {
      Rotating<MailjetKeys> keys = secrets.rotating(MailjetKeys.class);
      keys.onRotation(turn -> System.out.println("turned to version " + turn.newVersion()));
      System.out.println(keys.get().apiKey()); // where it lives and its version, never its value
    }
  }
}
// endregion
