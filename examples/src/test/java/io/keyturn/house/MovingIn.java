package io.keyturn.house;

import io.github.cdimascio.dotenv.Dotenv;
import io.keyturn.Rotating;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import java.nio.file.Path;
import java.util.Objects;

/** The samples of "Moving in", {@code docs/providers/env.md}: what a program has, and gets. */
final class MovingIn {
  private MovingIn() {}

  /** What is made from the keys. */
  record Client(String apiKey, String secretKey) {
    int send(String text) {
      return text.length();
    }
  }

  // region keys
  record MailjetKeys(
      @SecretName("MAILJET_API_KEY") Secret apiKey,
      @SecretName("MAILJET_SECRET_KEY") Secret secretKey) {
    Client client() {
      return new Client(apiKey.exposeString(), secretKey.exposeString());
    }
  }

  // endregion

  static Client fromVariables() {
    // region getenv
    Client client =
        new Client(
            Objects.requireNonNull(System.getenv("MAILJET_API_KEY")),
            Objects.requireNonNull(System.getenv("MAILJET_SECRET_KEY")));
    client.send("hello");
    // endregion
    return client;
  }

  static Client fromDotenv(String folder) {
    // region dotenv
    Dotenv dotenv = Dotenv.configure().directory(folder).filename("mailjet.env").load();
    Client client = new Client(dotenv.get("MAILJET_API_KEY"), dotenv.get("MAILJET_SECRET_KEY"));
    client.send("hello");
    // endregion
    return client;
  }

  static Secrets fromAnywhere() {
    // region configured
    Secrets secrets = Secrets.builder().configured().require(MailjetKeys.class).build();
    // endregion
    return secrets;
  }

  static Secrets fromFile(Path file) {
    // region config
    Secrets secrets = Secrets.builder().config(file).require(MailjetKeys.class).build();
    // endregion
    return secrets;
  }

  static Rotating<Client> client(Secrets secrets) {
    // region client
    Rotating<Client> client = secrets.rotating(MailjetKeys.class).map(MailjetKeys::client);
    client.get().send("hello");
    // endregion
    return client;
  }

  /** Runs what is there before and after, with the variables of this process. */
  public static void main(String[] args) {
    try (Secrets secrets = fromAnywhere()) {
      System.out.println("the same client: " + fromVariables().equals(client(secrets).get()));
    }
  }
}
