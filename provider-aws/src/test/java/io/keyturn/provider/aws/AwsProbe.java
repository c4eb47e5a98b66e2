package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;

/**
 * A program that makes a store of a given id and settings, reads one bundle, and tells how it went.
 */
final class AwsProbe {
  private AwsProbe() {}

  public static void main(String[] arguments) {
    ProviderSettings.Builder settings = ProviderSettings.builder(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      String[] setting = arguments[i].split("=", 2);
      new AwsSecretProviderFactory()
          .keys().stream()
              .filter(key -> key.name().equals(setting[0]))
              .forEach(key -> settings.text(key, setting[1]));
    }
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      store.fetch(SecretLocation.parse("aws://prod/mailjet"));
      System.out.println("fetched");
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
