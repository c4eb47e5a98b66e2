package io.keyturn.provider.vault;

import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.keyturn.Rotating;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import java.net.URI;
import java.util.Map;
import org.springframework.vault.authentication.TokenAuthentication;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultKeyValueOperationsSupport.KeyValueBackend;
import org.springframework.vault.core.VaultTemplate;

/** The samples of "Moving in": what a program has, and what it gets. */
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

  @SuppressWarnings("NullAway") // as programs have it
  static Client fromSpringVault(VaultTemplate vault) {
    // region spring-vault
    Map<String, Object> keys =
        vault.opsForKeyValue("secret", KeyValueBackend.KV_2).get("mailjet").getRequiredData();
    Client client =
        new Client((String) keys.get("MAILJET_API_KEY"), (String) keys.get("MAILJET_SECRET_KEY"));
    client.send("hello");
    // endregion
    return client;
  }

  @SuppressWarnings("NullAway")
  static Client fromDriver(Vault vault) throws VaultException {
    // region driver
    Map<String, String> keys = vault.logical().read("secret/mailjet").getData();
    Client client = new Client(keys.get("MAILJET_API_KEY"), keys.get("MAILJET_SECRET_KEY"));
    client.send("hello");
    // endregion
    return client;
  }

  static Secrets secrets() {
    // region secrets
    Secrets secrets = Secrets.builder().configured().require(MailjetKeys.class).build();
    // endregion
    return secrets;
  }

  static Rotating<Client> fromKeyturn(Secrets secrets) {
    // region client
    Rotating<Client> client = secrets.rotating(MailjetKeys.class).map(MailjetKeys::client);
    client.get().send("hello");
    // endregion
    return client;
  }

  /** Runs all of it, turns when it is told to, and compares. */
  public static void main(String[] args) throws Exception {
    VaultTemplate template =
        new VaultTemplate(
            VaultEndpoint.from(URI.create(System.getenv("VAULT_ADDR"))),
            new TokenAuthentication(System.getenv("VAULT_TOKEN")));
    Vault driver = Vault.create(new VaultConfig().build());
    try (Secrets secrets = secrets()) {
      Client spring = fromSpringVault(template);
      Client driven = fromDriver(driver);
      Rotating<Client> client = fromKeyturn(secrets);
      client.onRotation(
          turn -> {
            boolean other = !client.get().equals(spring);
            boolean read = client.get().equals(fromSpringVault(template));
            System.out.println("turned: " + other + ", to what the others read now: " + read);
          });
      System.out.println("the same: " + (spring.equals(driven) && driven.equals(client.get())));
      System.in.read();
    }
  }
}
