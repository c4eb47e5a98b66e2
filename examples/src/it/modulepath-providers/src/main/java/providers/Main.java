package providers;

import io.keyturn.Secrets;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.provider.aws.AwsSecretProviderFactory;
import io.keyturn.provider.env.EnvSecretProviderFactory;
import io.keyturn.provider.vault.VaultSecretProviderFactory;
import java.util.List;

/** Reads the modules of all providers, with nothing on the path but what they bring along. */
public final class Main {
  public static void main(String[] args) {
    List<SecretProviderFactory> factories =
        List.of(
            new AwsSecretProviderFactory(),
            new EnvSecretProviderFactory(),
            new VaultSecretProviderFactory());
    factories.forEach(factory -> System.out.println(factory.getClass().getModule()));
    try (Secrets secrets = Secrets.load()) {
      System.out.println(secrets.get("MAILJET_API_KEY"));
    }
  }
}
